import type { Worker } from "node:worker_threads";
import type { AwsRequest, AwsResponse } from "../../protocol/service";
import { Backlog } from "./backlog";
import { Claims } from "./claims";
import { Deadline } from "./deadline";
import { answerRequest, Demand } from "./port";
import { type EnvironmentLog, isOfRuntime } from "./logs/environment-log";
import type { Boot, FunctionError, Invocation, Order, PortRequest, PortResponse, Report } from "./messages";
import {
  type Answer,
  errorOf,
  exited,
  failure,
  initTimedOut,
  outcome,
  type Outcome,
  resultTooLarge,
  strayMessage,
  timedOut,
} from "./outcome";
import { shortenerOf, shortenTrace } from "./frames";
import { type OnPiece, Pieces } from "./pieces";
import { reportOf } from "./reports";
import { isTooLarge } from "../../protocol/targets";
import type { RunningTime } from "../../running-time";
import { startThread } from "./thread";

export interface EnvironmentOptions {
  boot: Omit<Boot, "claims" | "pace" | "backlog">;
  /** The compiled runtime. */
  script: string;
  variables: Record<string, string>;
  log: EnvironmentLog;
  /** Serves the AWS requests of the function. */
  serve: (request: AwsRequest) => Promise<AwsResponse>;
  /** What time-outs go by. */
  running: RunningTime;
  /** Called once, when the environment can serve no more. */
  onEnd: () => void;
}

/** Lambda gives a function ten seconds to initialise. */
const initMilliseconds = 10_000;
/** Invocations that an environment is sent ahead of their turn. */
const depth = 16;
/** What it takes to wake an idle thread, in milliseconds: as long as some invocations of a function that is quick. */
const wakingMilliseconds = 0.5;
/** A function is slow until it is known to be quick, and again when an invocation has run for so long, in milliseconds. */
const slowMilliseconds = 4;

/** An invocation as it comes. */
interface Asked {
  requestId: string;
  payload: string;
  since: number;
  onPiece?: OnPiece;
}

/** An invocation that the environment has been sent. */
interface Sent extends Pick<Asked, "requestId" | "since"> {
  /** Its number among all that this environment was sent, from 1. */
  number: number;
  settle: (outcome: Outcome | undefined) => void;
  pieces: Pieces;
}

/**
 * An execution environment: a worker thread that runs one function, one invocation at a time. Whatever happens in it
 * (an endless loop, `process.exit`, an error nobody catches, no memory left) ends this environment and nothing else.
 */
export class Environment {
  private readonly worker: Worker;
  /** Of the initialisation, then of the invocation that runs. */
  private readonly deadline: Deadline;
  private isInitialised = false;
  /** What is sent when this turn of the event loop is over: a message wakes the thread, and does so once for all of it. */
  private outbox: Invocation[] = [];
  /** What it runs, and what it runs next, in order. */
  private readonly sent: Sent[] = [];
  private readonly backlog = new Backlog();
  /** What the function still reads of answers to its requests, by their numbers. */
  private readonly demands = new Map<number, Demand>();
  private readonly claims = new Claims(Claims.memoryFor(depth));
  private count = 0;
  private began = 0;
  private readonly pace = new Float64Array(new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT)).fill(
    slowMilliseconds,
  );
  private ended = false;
  /** Resolves when the handler is loaded; to what went wrong if it could not be. */
  readonly ready: Promise<FunctionError | undefined>;
  private loaded: (error?: FunctionError) => void = () => undefined;
  /** When the last invocation ended, in milliseconds since the epoch. */
  lastUsed = Date.now();

  constructor(private readonly options: EnvironmentOptions) {
    const { boot, script, variables } = options;
    this.deadline = new Deadline(() => this.timeOut(), options.running);
    this.ready = new Promise((resolve) => (this.loaded = resolve));
    const shared = { claims: this.claims.memory, pace: this.pace, backlog: this.backlog.memory };
    this.worker = startThread(script, { ...boot, ...shared }, variables);
    this.worker.on("message", (message: unknown) => this.hear(message));
    this.worker.on("messageerror", () => this.crash(strayMessage));
    this.worker.on("error", (error: unknown) => this.crash(this.described(error)));
    this.worker.on("exit", (code) => this.crash(exited(`exit status ${code}`)));
    this.deadline.begin(initMilliseconds);
  }

  get log(): EnvironmentLog {
    return this.options.log;
  }

  /** How many invocations it has been sent and not answered. */
  get load(): number {
    return this.sent.length;
  }

  /** How long another invocation would wait for its turn, in milliseconds, by what invocations take, and this one has. */
  get wait(): number {
    if (this.sent.length === 0) return wakingMilliseconds;
    const running = Date.now() - this.began;
    return running < slowMilliseconds ? this.sent.length * (this.pace[0] ?? 0) : running;
  }

  /** Whether a debugger has stopped it. */
  get isStopped(): boolean {
    return this.options.running.isStopped(this.worker.threadId);
  }

  /**
   * Whether it can be sent no more for now. What was given back has used up numbers: while an invocation runs, none may come
   * whose claim would stand in the place of its own.
   */
  isFull(): boolean {
    const [first] = this.sent;
    return first !== undefined && this.count + 1 - first.number >= depth;
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
  invoke({ requestId, payload, since, onPiece }: Asked): Promise<Outcome | undefined> {
    const number = ++this.count;
    this.claims.offer(number);
    return new Promise((settle) => {
      this.sent.push({ requestId, since, number, settle, pieces: new Pieces(onPiece) });
      if (this.sent.length === 1) this.begin();
      this.post({ requestId, payload, number });
    });
  }

  private post(invocation: Invocation): void {
    if (this.outbox.push(invocation) > 1) return;
    setImmediate(() => {
      this.worker.postMessage(this.outbox satisfies Order);
      this.outbox = [];
    });
  }

  /** Gives back what it has not begun. */
  giveBack(): void {
    for (const one of this.sent.splice(1)) {
      if (this.claims.takeBack(one.number)) one.settle(undefined);
      else this.sent.push(one);
    }
  }

  /** The first of those sent has its turn. */
  private begin(): void {
    const [first] = this.sent;
    if (!first) return this.deadline.end();
    this.began = Date.now();
    this.options.log.begin(first.requestId);
    this.deadline.begin(this.options.boot.timeoutSeconds * 1000);
  }

  private timeOut(): void {
    if (!this.isInitialised) return this.crash(initTimedOut);
    const [, next] = this.sent;
    const isThrough = next !== undefined && this.claims.isTaken(next.number);
    // It has begun the next one: the answer to this one is on its way.
    if (!isThrough) this.crash(timedOut(this.options.boot.timeoutSeconds));
  }

  /** Ends the environment; an invocation that still runs fails. */
  async end(): Promise<void> {
    this.stop({ errorType: "Runtime.ExitError", errorMessage: "the environment was ended" });
    await this.terminate();
  }

  private async terminate(): Promise<void> {
    this.options.running.release(this.worker.threadId);
    await this.worker.terminate();
  }

  private hear(message: unknown): void {
    // What it still says while it is being ended is nobody's affair.
    if (this.ended) return;
    const report = reportOf(message);
    if (!report || !this.mayBeSaid(report.kind)) return this.crash(strayMessage);
    this.backlog.remove(report);
    const { log } = this.options;
    switch (report.kind) {
      case "ready":
        this.isInitialised = true;
        this.deadline.end();
        log.initialised();
        return this.loaded();
      case "log":
        return log.line(report);
      case "output":
        return log.output(report.stream, report.text);
      case "request":
        return void this.answer(report);
      case "more":
        return this.demands.get(report.id)?.more();
      case "initError":
      case "end":
        return this.crash(report.error);
      case "error":
        return this.fail(report.error);
      case "result":
        return this.succeed(report.payload === "" ? (this.sent[0]?.pieces.whole() ?? "") : report.payload);
      case "piece":
        return this.sent[0]?.pieces.take(report);
    }
  }

  private async answer(request: PortRequest): Promise<void> {
    const demand = new Demand();
    this.demands.set(request.id, demand);
    // One invocation runs at a time.
    const invocationId = this.sent[0]?.requestId;
    const say = (response: PortResponse): void => this.worker.postMessage(response);
    await answerRequest(request, this.options.serve, say, demand, invocationId);
    this.demands.delete(request.id);
  }

  /** Whether something can be true at this time: the thread gets ready once, and ends only what it has begun. */
  private mayBeSaid(kind: Report["kind"]): boolean {
    if (kind === "ready" || kind === "initError") return !this.isInitialised;
    if (kind !== "result" && kind !== "error" && kind !== "piece") return true;
    const [first] = this.sent;
    return first !== undefined && this.claims.isTaken(first.number);
  }

  /** An error that nobody caught. */
  private described(error: unknown): FunctionError {
    const { folder, taskRoot } = this.options.boot;
    return shortenTrace(errorOf(error), shortenerOf([folder, taskRoot]));
  }

  private succeed(payload: string): void {
    if (isTooLarge(payload)) this.fail(resultTooLarge);
    else this.finish({ payload, failed: false });
  }

  /** The invocation failed, and the environment goes on. */
  private fail(error: FunctionError): void {
    this.finish(failure(error), error);
  }

  private finish(answer: Answer, error?: FunctionError): void {
    this.lastUsed = Date.now();
    const run = this.options.log.end(error);
    const first = this.sent.shift();
    first?.settle(outcome(first.requestId, answer, run));
    this.begin();
  }

  private crash(error: FunctionError): void {
    if (this.ended) return;
    const requestId = this.sent[0]?.requestId;
    this.options.log.crash(error);
    const isNamed = isOfRuntime(error) && requestId !== undefined;
    this.stop(isNamed ? { ...error, errorMessage: `RequestId: ${requestId} Error: ${error.errorMessage}` } : error);
    void this.terminate();
  }

  private stop(error: FunctionError): void {
    if (this.ended) return;
    this.ended = true;
    this.deadline.close();
    for (const demand of this.demands.values()) demand.end();
    this.loaded(error);
    // First of all nothing more may be sent here.
    this.options.onEnd();
    const run = this.options.log.end(error);
    for (const one of this.sent.splice(0))
      one.settle(this.claims.takeBack(one.number) ? undefined : outcome(one.requestId, failure(error), run));
  }
}
