import { setTimeout } from "node:timers/promises";
import { UserError } from "../../errors";
import { isRecord } from "../../is-record";
import type { DataFolder } from "../../storage/data-folder";
import type { LambdaFunction } from "./function";
import type { Pool } from "./pool";

const fileName = "usage";

/** How often functions have been invoked, the last days counting most. */
export class Usage {
  private readonly counts: Map<string, number>;

  /** @throws UserError if what is stored is damaged, and not to be repaired */
  constructor(private readonly data: Pick<DataFolder, "load" | "save">) {
    const stored = Object.entries(data.load(fileName, isCounts) ?? {});
    // Each start halves them, so that what nobody calls any more makes room.
    this.counts = new Map(stored.map(([name, count]) => [name, count / 2]));
  }

  note(functionName: string): void {
    this.counts.set(functionName, (this.counts.get(functionName) ?? 0) + 1);
  }

  of(functionName: string): number {
    return this.counts.get(functionName) ?? 0;
  }

  /** Writes them down, unless the disk refuses: then the next start has its cold starts in another order. */
  save(): void {
    try {
      if (this.counts.size > 0) this.data.save(fileName, Object.fromEntries(this.counts), "either");
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
  }
}

const isCounts = (value: unknown): value is Record<string, number> =>
  isRecord(value) && Object.values(value).every((count) => typeof count === "number");

/** Until the host has answered who waits for its start, in milliseconds; and how long it lets invocations go first. */
const pauseMilliseconds = 250;
const pause = (): Promise<void> => setTimeout(pauseMilliseconds, undefined, { ref: false });

/** What all that is loaded ahead may take. */
const mostBytes = 100 * 1024 ** 2;

/**
 * Loads functions ahead, the most used first, while nothing else is to do: a first request then waits for no cold start.
 * It ends when the pool is full, or when it has taken its share of the memory.
 */
export class WarmUp {
  private round = 0;
  /** What the process took before anything was loaded ahead: rounds share what they may take. */
  private before?: number;

  constructor(
    private readonly pool: Pick<Pool, "isBusy" | "warm"> & { functions(): Pick<LambdaFunction, "name">[] },
    private readonly usage: Pick<Usage, "of">,
    private readonly memory: () => number = () => process.memoryUsage.rss(),
  ) {}

  /** Begins with the functions that there are now. What an earlier round has not come to, it leaves. */
  async begin(): Promise<void> {
    const round = ++this.round;
    this.before ??= this.memory();
    const names = this.pool.functions().map(({ name }) => name);
    await pause();
    for (const name of names.sort((a, b) => this.usage.of(b) - this.usage.of(a))) {
      while (round === this.round && this.pool.isBusy()) await pause();
      if (round !== this.round || this.memory() - this.before > mostBytes) return;
      if (!(await this.pool.warm(name))) return;
    }
  }

  end(): void {
    this.round++;
  }
}
