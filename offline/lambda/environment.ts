import { Worker } from "node:worker_threads";
import type { AwsRequest, AwsResponse } from "../aws/service";
import { answerRequest } from "./exchange";
import { type Boot, claimOf, type FunctionError, type Order, type Report } from "./messages";
import { errorOf, failure, type Outcome, resultTooLarge, textOf, timedOut } from "./outcome";
import { isTooLarge } from "./payload";

export interface EnvironmentOptions {
  boot: Omit<Boot, "claims">;
  /** The compiled runtime. */
  script: string;
  variables: Record<string, string>;
  onLog: (requestId: string, level: string, text: string) => void;
  /** Serves the AWS requests of the function. */
  serve: (request: AwsRequest) => Promise<AwsResponse>;
  /** Called once, when the environment can serve no more. */
  onEnd: () => void;
}

/** Lambda gives a function ten seconds to initialise. */
const initMilliseconds = 10_000;
/** V8 thrashes below this, whatever memory the function asked for. */
const minimumHeapMegabytes = 512;
/** Left to itself a busy thread's young generation grows by a hundred megabytes, for nothing that can be measured. */
const youngHeapMegabytes = 16;

/** Invocations that an environment is sent ahead of their turn. */
const depth = 8;

/** An invocation that the environment has been sent. */
interface Sent {
  requestId: string;
  since: number;
  /** Its number among all that this environment was sent, from 1. */
  number: number;
  settle: (outcome: Outcome | undefined) => void;
}

/**
 * An execution environment: a worker thread that runs one function, one invocation at a time. Whatever happens in it
 * (an endless loop, `process.exit`, an error nobody catches, no memory left) ends this environment and nothing else.
 */
export class Environment {
  private readonly worker: Worker;
  private timer?: NodeJS.Timeout;
  /** What it runs, and what it runs next, in order. */
  private readonly sent: Sent[] = [];
  /** Whose the invocations are; see {@link claimOf}. */
  private readonly claims = new Int32Array(new SharedArrayBuffer(depth * Int32Array.BYTES_PER_ELEMENT));
  private count = 0;
  private requestId = "";
  /** What the current invocation has logged. */
  private lines = "";
  private ended = false;
  /** Resolves when the handler is loaded; to what went wrong if it could not be. */
  readonly ready: Promise<FunctionError | undefined>;
  private loaded: (error?: FunctionError) => void = () => undefined;
  /** When the last invocation ended, in milliseconds since the epoch. */
  lastUsed = Date.now();

  constructor(private readonly options: EnvironmentOptions) {
    const { boot, script, variables } = options;
    this.ready = new Promise((resolve) => (this.loaded = resolve));
    this.worker = new Worker(script, {
      eval: true,
      workerData: { ...boot, claims: this.claims },
      env: variables,
      // Not the host's own: its TypeScript loader has no business in a function and takes 80 ms to load.
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: {
        maxYoungGenerationSizeMb: youngHeapMegabytes,
        maxOldGenerationSizeMb: Math.max(minimumHeapMegabytes, boot.memorySize),
      },
    });
    this.worker.on("message", (report: Report) => this.hear(report));
    this.worker.on("error", (error) => this.crash(errorOf(error)));
    this.worker.on("exit", (code) =>
      this.crash({ errorType: "Runtime.ExitError", errorMessage: `Runtime exited with error: exit status ${code}` }),
    );
    for (const stream of ["stdout", "stderr"] as const) {
      this.worker[stream].setEncoding("utf8").on("data", (text: string) => this.log(stream, text.trimEnd()));
    }
    this.timer = setTimeout(
      () => this.crash({ errorType: "Sandbox.Timedout", errorMessage: "initialisation took more than 10 seconds" }),
      initMilliseconds,
    );
  }

  /** How many invocations it has been sent and not answered. */
  get load(): number {
    return this.sent.length;
  }

  isFull(): boolean {
    return this.sent.length >= depth;
  }

  /** When the first invocation came that it has not begun, as far as this side knows. */
  waitingSince(): number | undefined {
    return this.sent[1]?.since;
  }

  /**
   * Runs one invocation, when those before it are through; the environment must be ready and not full.
   *
   * @returns undefined if it never began: it was given back, or the environment ended before its turn
   */
  invoke({
    requestId,
    payload,
    since,
  }: {
    requestId: string;
    payload: string;
    since: number;
  }): Promise<Outcome | undefined> {
    const number = ++this.count;
    Atomics.store(this.claims, number % depth, claimOf.offered(number));
    return new Promise((settle) => {
      this.sent.push({ requestId, since, number, settle });
      if (this.sent.length === 1) this.begin();
      this.worker.postMessage({ requestId, payload, number } satisfies Order);
    });
  }

  /** Gives back what it has not begun. */
  giveBack(): void {
    for (const one of this.sent.splice(1)) {
      if (this.reclaim(one)) one.settle(undefined);
      else this.sent.push(one);
    }
  }

  private reclaim({ number }: Sent): boolean {
    const offered = claimOf.offered(number);
    return Atomics.compareExchange(this.claims, number % depth, offered, claimOf.nobody) === offered;
  }

  /** The first of those sent has its turn. */
  private begin(): void {
    clearTimeout(this.timer);
    const { timeoutSeconds } = this.options.boot;
    this.requestId = this.sent[0]?.requestId ?? "";
    if (this.sent.length > 0) this.timer = setTimeout(() => this.timeOut(), timeoutSeconds * 1000);
  }

  private timeOut(): void {
    const [, next] = this.sent;
    const isThrough = next && Atomics.load(this.claims, next.number % depth) === claimOf.taken(next.number);
    // It has begun the next one: the answer to this one is on its way.
    if (!isThrough) this.crash(timedOut(this.options.boot.timeoutSeconds));
  }

  /** Ends the environment; an invocation that still runs fails. */
  async end(): Promise<void> {
    this.stop({ errorType: "Runtime.ExitError", errorMessage: "the environment was ended" });
    await this.worker.terminate();
  }

  private hear(report: Report): void {
    switch (report.kind) {
      case "ready":
        clearTimeout(this.timer);
        return this.loaded();
      case "log":
        return this.log(report.level, report.text);
      case "request":
        return void answerRequest(report, this.options.serve, (exchange) => this.worker.postMessage(exchange));
      case "initError":
        return this.crash(report.error);
      case "error":
        return this.fail(report.error);
      case "result":
        if (isTooLarge(report.payload)) return this.fail(resultTooLarge);
        return this.finish({ payload: report.payload, failed: false, log: "" });
    }
  }

  /** The invocation failed, and the environment goes on. */
  private fail(error: FunctionError): void {
    this.log("error", textOf(error));
    this.finish(failure(error));
  }

  private log(level: string, text: string): void {
    this.lines += `${text}\n`;
    this.options.onLog(this.requestId, level, text);
  }

  private finish(outcome: Outcome): void {
    this.lastUsed = Date.now();
    outcome.log = this.lines;
    this.lines = "";
    this.sent.shift()?.settle(outcome);
    this.begin();
  }

  private crash(error: FunctionError): void {
    if (this.ended) return;
    const { requestId } = this;
    this.log("error", textOf(error));
    const isRuntimes = /^(Runtime|Sandbox)\./.test(error.errorType) && requestId;
    this.stop(isRuntimes ? { ...error, errorMessage: `RequestId: ${requestId} Error: ${error.errorMessage}` } : error);
    void this.worker.terminate();
  }

  private stop(error: FunctionError): void {
    if (this.ended) return;
    this.ended = true;
    clearTimeout(this.timer);
    this.loaded(error);
    // First of all nothing more may be sent here.
    this.options.onEnd();
    const log = this.lines;
    for (const one of this.sent.splice(0)) one.settle(this.reclaim(one) ? undefined : { ...failure(error), log });
  }
}
