import type { LineLogged } from "../../../protocol/activity";
import type { LambdaFunction } from "../function";
import type { FunctionError, LogReport } from "../messages";
import { type Run, textOf } from "../outcome";
import { isWritten } from "./config";
import {
  LazyEntry,
  type LogEntry,
  type LogEvent,
  LogLine,
  type LogSource,
  type WriteLog,
} from "../../../protocol/log-entries";
import { errorText, jsonLine, levelIn, recordIn, summaryOf, textLine } from "./lines";
import { PartialLine } from "./partial-line";
import { type PlatformFormat, platformFormatOf } from "./platform";

/** A line for the console. */
export type PrintedLine = LineLogged & { time: number };

/** Where what an environment logs goes. */
export interface LogOutputs {
  /** To the console, in words for a person. */
  print: (line: PrintedLine) => void;
  /** Into the log stream. */
  write: WriteLog;
  /** Told how long the function's code ran for an invocation, whatever came of it. */
  ran: (milliseconds: number) => void;
}

const outputStreams = ["stdout", "stderr"] as const;
type OutputStream = (typeof outputStreams)[number];

/** A caller may ask for the last 4 KB of an invocation's log. */
const toldCharacters = 4096;

/** An invocation that runs. */
interface Running {
  requestId: string;
  /** When it began: in milliseconds since the epoch, and on the clock that measures durations. */
  since: number;
  began: number;
  /** Whether its start has been written: that can wait until there is something more to write. */
  isTold: boolean;
}

/** What one execution environment logs: the function's own lines, and what Lambda says about each invocation. */
export class EnvironmentLog {
  private readonly format: PlatformFormat;
  private readonly created = performance.now();
  private running?: Running;
  /** Undefined until the function has initialised or failed to, 0 once that has been told. */
  private initDurationMs?: number;
  /** The last that the invocation which runs has logged: as much as its caller may be told. */
  private entries: LogEntry[] = [];
  private characters = 0;
  private readonly partial: Record<OutputStream, PartialLine> = {
    stdout: new PartialLine(),
    stderr: new PartialLine(),
  };

  /** @param memoryUsed see {@link Boot.memoryUsed} */
  constructor(
    private readonly lambda: Pick<LambdaFunction, "name" | "memorySize" | "timeoutSeconds" | "logging">,
    private readonly memoryUsed: Int32Array,
    private readonly outputs: LogOutputs,
  ) {
    this.format = platformFormatOf(lambda.logging);
    this.keepAll(this.format.initStarted(Date.now(), lambda.name));
  }

  /** The function has initialised. */
  initialised(): void {
    this.endLines();
    this.initDurationMs = performance.now() - this.created;
    const ended = { timestamp: Date.now(), durationMs: this.initDurationMs, status: "success" } as const;
    this.keepAll(this.format.initEnded(ended));
  }

  /** The function was loaded ahead: its first invocation is no cold start. */
  forgetInitialisation(): void {
    this.initDurationMs = 0;
  }

  /** An invocation begins. */
  begin(requestId: string): void {
    this.running = { requestId, since: Date.now(), began: performance.now(), isTold: false };
  }

  /** A line that the runtime has formatted, inside the function's thread. */
  line({ level, text, timestamp, message }: LogReport): void {
    if (text !== undefined) this.print(level, text);
    this.keepLine(timestamp, message);
  }

  /**
   * What the function wrote to its standard output or error by itself: each line as it is. One that has not ended waits
   * for its end, or for that of the invocation.
   */
  output(stream: OutputStream, text: string): void {
    this.keepOutput(stream, this.partial[stream].take(text));
    const isIdle = !this.running && this.initDurationMs !== undefined;
    if (isIdle) this.endLines();
  }

  /**
   * The error that ends the environment: nobody caught it, or it is the runtime's own. A person is told of it by the end of
   * the invocation that it befalls, if there is one.
   */
  crash(error: FunctionError): void {
    const isIdle = !this.running && this.initDurationMs !== undefined;
    if (isIdle) this.print("error", textOf(error));
    this.endLines();
    const message = isOfRuntime(error) ? this.runtimeLine(error) : this.uncaughtLine(error);
    if (message !== undefined) this.keepLine(Date.now(), message);
  }

  /** The invocation that runs, or the initialisation, has ended. */
  end(error?: FunctionError): Run {
    this.endLines();
    const initMilliseconds = this.initDurationMs || undefined;
    let milliseconds = 0;
    if (this.running) milliseconds = this.endInvocation(this.running, error);
    else if (error && this.initDurationMs === undefined) this.endInitialisation(error);
    const { entries: log } = this;
    this.entries = [];
    this.characters = 0;
    return { log, milliseconds, initMilliseconds };
  }

  private endLines(): void {
    for (const stream of outputStreams) {
      const rest = this.partial[stream].rest();
      if (rest !== "") this.keepOutput(stream, [rest]);
    }
  }

  /** A person is shown records in short, and what is none as it is: of many such lines all at once. */
  private keepOutput(stream: OutputStream, lines: string[]): void {
    const { logFormat, applicationLogLevel } = this.lambda.logging;
    const plain: string[] = [];
    const printPlain = (): void => {
      if (plain.length > 0) this.print(stream, plain.splice(0).join("\n"));
    };
    for (const line of lines) {
      if (line === "") continue;
      const record = logFormat === "JSON" ? recordIn(line) : undefined;
      const level = levelIn(record);
      if (record) {
        printPlain();
        this.printRecord(level.toLowerCase(), record);
      } else plain.push(line);
      if (isWritten(level, applicationLogLevel)) this.keepLine(Date.now(), `${line}\n`);
    }
    printPlain();
  }

  /**
   * Of most invocations nothing but this is written: one entry, whose text nobody may ever read.
   *
   * @returns how long it took, in milliseconds
   */
  private endInvocation({ requestId, since, began, isTold }: Running, error: FunctionError | undefined): number {
    const { format, initDurationMs = 0 } = this;
    const { memorySize: memorySizeMB, timeoutSeconds } = this.lambda;
    const timestamp = Date.now();
    const outcome = outcomeOf(error);
    const durationMs = outcome.status === "timeout" ? timeoutSeconds * 1000 : performance.now() - began;
    this.outputs.ran(durationMs);
    const maxMemoryUsedMB = Math.ceil((this.memoryUsed[0] ?? 0) / 1024);
    if (error || format.tellsSuccess) {
      const make = (): LogEvent[] => {
        const times = { timestamp, durationMs, initDurationMs };
        const ended = format.ended({ requestId, ...times, ...outcome, memorySizeMB, maxMemoryUsedMB });
        return isTold ? ended : [...format.started(since, requestId), ...ended];
      };
      this.keep(new LazyEntry(since, timestamp, make), "platform");
    }
    this.initDurationMs = 0;
    this.running = undefined;
    return durationMs;
  }

  private endInitialisation(error: FunctionError): void {
    this.initDurationMs = 0;
    const durationMs = performance.now() - this.created;
    this.keepAll(this.format.initEnded({ timestamp: Date.now(), durationMs, ...outcomeOf(error) }));
  }

  /** In JSON an invocation's report says how the runtime failed; of a time-out, its report does so in both formats. */
  private runtimeLine({ errorType, errorMessage }: FunctionError): string | undefined {
    if (this.lambda.logging.logFormat === "JSON" || errorType === "Sandbox.Timedout") return undefined;
    return `RequestId: ${this.running?.requestId} Error: ${errorMessage}\n${errorType}\n`;
  }

  private uncaughtLine(error: FunctionError): string | undefined {
    const { logFormat, applicationLogLevel } = this.lambda.logging;
    if (!isWritten("ERROR", applicationLogLevel)) return undefined;
    const context = { level: "ERROR", requestId: this.running?.requestId, timestamp: Date.now() } as const;
    const { errorType, errorMessage, trace: stackTrace } = error;
    if (logFormat === "JSON") return jsonLine(context, [{ errorType, errorMessage, stackTrace }]);
    return textLine(context, errorText("Uncaught Exception", error));
  }

  private print(level: string, text: string): void {
    const [time, functionName, invocationId] = [Date.now(), this.lambda.name, this.running?.requestId];
    this.outputs.print({ kind: "log", time, functionName, invocationId, level, text });
  }

  /** A request's records are shown to hardly anybody: their text is made when it is read. */
  private printRecord(level: string, record: Record<string, unknown>): void {
    this.outputs.print({
      kind: "log",
      time: Date.now(),
      functionName: this.lambda.name,
      invocationId: this.running?.requestId,
      level,
      get text() {
        return summaryOf(record);
      },
      isRecord: record.message === undefined,
    });
  }

  /** The thread may take up an invocation before this side knows: no line comes before its START. */
  private keepLine(timestamp: number, message: string): void {
    const { running } = this;
    if (running && !running.isTold) {
      running.isTold = true;
      const { since, requestId } = running;
      this.keep(new LazyEntry(since, since, () => this.format.started(since, requestId)), "platform");
    }
    this.keep(new LogLine(Math.max(timestamp, running?.since ?? 0), message), "application");
  }

  private keepAll(events: LogEvent[]): void {
    for (const { timestamp, message } of events) this.keep(new LogLine(timestamp, message), "platform");
  }

  private keep(entry: LogEntry, source: LogSource): void {
    if (this.running) this.remember(entry);
    this.outputs.write(entry, source);
  }

  private remember(entry: LogEntry): void {
    this.characters += entry.characters;
    this.entries.push(entry);
    if (this.characters < 2 * toldCharacters) return;
    let first = 0;
    for (
      let [one] = this.entries;
      one && this.characters - one.characters >= toldCharacters;
      one = this.entries[first]
    ) {
      this.characters -= one.characters;
      first++;
    }
    this.entries.splice(0, first);
  }
}

/** Whether an error is the runtime's, such as an exit or a time-out, and not one of the function's code. */
export const isOfRuntime = ({ errorType }: FunctionError): boolean => /^(Runtime|Sandbox)\./.test(errorType);

const outcomeOf = (error: FunctionError | undefined) => {
  if (!error) return { status: "success" } as const;
  if (error.errorType === "Sandbox.Timedout") return { status: "timeout" } as const;
  return { status: "error", errorType: error.errorType } as const;
};
