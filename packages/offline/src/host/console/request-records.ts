import type { Happening } from "../../protocol/activity";

type LineLogged = Extract<Happening, { kind: "log" }>;

/**
 * Leaves out the records that functions write of requests: what they say of a request, its own line tells. Whether an
 * invocation is for a request is known when it ends: until then its records wait.
 */
export class RequestRecords {
  private readonly waiting = new Map<string, LineLogged[]>();

  /** What there is to tell, now that something has happened. */
  take(happening: Happening): Happening[] {
    if (happening.kind === "log") return this.hold(happening) ? [] : [happening];
    if (happening.kind !== "invocation") return [happening];
    const held = this.waiting.get(happening.invocationId) ?? [];
    this.waiting.delete(happening.invocationId);
    return happening.cause === "request" ? [happening] : [...held, happening];
  }

  private hold(line: LineLogged): boolean {
    const { invocationId, isRecord } = line;
    if (!isRecord || invocationId === undefined) return false;
    const held = this.waiting.get(invocationId);
    if (held) held.push(line);
    else this.waiting.set(invocationId, [line]);
    return true;
  }
}
