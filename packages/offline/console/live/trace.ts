import type { Happenings, Of } from "../shell/happenings";

/** Something that a reader may look into: a request, or an invocation that none has made. */
export type Subject = Of<"request"> | Of<"invocation">;

/** A part of a trace. Times are in milliseconds since its start. */
export interface Span {
  label: string;
  kind: "gateway" | "init" | "function" | "call";
  start: number;
  milliseconds: number;
  call?: Of<"call">;
}

/** What became of a request or an event. */
export interface Trace {
  milliseconds: number;
  spans: Span[];
  invocation?: Of<"invocation">;
  logs: Of<"log">[];
}

/** Calls that a function makes while it loads are told without an invocation: by the function's name in their caller's session. */
const isWhileLoading = (call: Of<"call">, { functionName, ...invocation }: Of<"invocation">): boolean => {
  const { initMilliseconds = 0, milliseconds, time } = invocation;
  const began = time - milliseconds - initMilliseconds;
  return (
    initMilliseconds > 0 &&
    call.invocationId === undefined &&
    call.callerArn.endsWith(`/${functionName}`) &&
    // Clocks are read at other moments than durations are.
    call.time >= began - 50 &&
    call.time <= time - milliseconds + 50
  );
};

/** What became of something, of what has been told until now. */
export function traceOf(subject: Subject, { invocation: invocations, call: calls, log }: Happenings["kept"]): Trace {
  const id = subject.invocationId;
  const invocation = id === undefined ? undefined : invocations.findLast((one) => one.invocationId === id);
  const request = subject.kind === "request" ? subject : undefined;
  const own = calls.filter(
    (call) =>
      (id !== undefined && call.invocationId === id) || (invocation !== undefined && isWhileLoading(call, invocation)),
  );
  const starts = [request, invocation].flatMap((one) => (one ? one.time - one.milliseconds : []));
  const start = Math.min(...starts, ...(invocation ? [beginningOf(invocation)] : []));
  const spans: Span[] = [];
  if (request) {
    const { time, milliseconds } = request;
    spans.push({ label: "API Gateway", kind: "gateway", start: time - milliseconds - start, milliseconds });
  }
  if (invocation?.initMilliseconds)
    spans.push({
      ...{ label: "cold start", kind: "init", start: beginningOf(invocation) - start },
      milliseconds: invocation.initMilliseconds,
    });
  if (invocation) {
    const { functionName, time, milliseconds } = invocation;
    spans.push({ label: functionName, kind: "function", start: time - milliseconds - start, milliseconds });
  }
  for (const call of own)
    spans.push({
      ...{ label: `${call.service} ${call.operation}`, kind: "call", call },
      start: call.time - call.milliseconds - start,
      milliseconds: call.milliseconds,
    });
  const end = Math.max(...spans.map((span) => span.start + span.milliseconds));
  const logs = id === undefined ? [] : log.filter((line) => line.invocationId === id);
  return { milliseconds: end, spans, invocation, logs };
}

const beginningOf = ({ time, milliseconds, initMilliseconds = 0 }: Of<"invocation">): number =>
  time - milliseconds - initMilliseconds;
