import { Worker } from "node:worker_threads";
import { built } from "../../../built";
import type { Done, FunctionBoot, Job } from "./messages";

/** A function did not do what it should. */
export class FunctionFailure extends Error {
  constructor(
    /** What `x-cache` calls it. */
    readonly kind: "FunctionExecutionError" | "FunctionThrottledError" | "FunctionValidationError",
    message: string,
  ) {
    super(message);
  }
}

/**
 * How long a function may run, in milliseconds by the clock. CloudFront allows about one of processor time; here the limit
 * only ends what would never end, so that a function is not refused because the machine has much else to do.
 */
const runMilliseconds = 2_000;

/** A thread that has not answered for so long has come to a stop. */
const graceMilliseconds = 5_000;

interface Waiting {
  resolve: (done: Done) => void;
  reject: (error: FunctionFailure) => void;
  deadline: NodeJS.Timeout;
}

/** Runs a CloudFront function in a thread of its own, which starts with the first event. No fault of it ends the host. */
export class FunctionRunner {
  private worker: Worker | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private count = 0;

  /** @param log takes what the function logs, a line or more at a time */
  constructor(
    private readonly name: string,
    private readonly code: string,
    private readonly log: (text: string) => void,
  ) {}

  /**
   * Runs the function with an event.
   *
   * @returns what it returned
   * @throws FunctionFailure if it throws, runs for too long or returns nothing
   */
  async run(event: object): Promise<unknown> {
    const { logs, result, error, isLate } = await this.send(JSON.stringify(event));
    for (const text of logs) this.log(`[${this.name}] ${text}`);
    if (error !== undefined) throw this.failed(isLate ? "FunctionThrottledError" : "FunctionExecutionError", error);
    if (result === undefined) throw this.failed("FunctionValidationError", "it returned nothing");
    return JSON.parse(result);
  }

  /** A failure, which the console tells as well: viewers are not told why. */
  failed(kind: FunctionFailure["kind"], message: string): FunctionFailure {
    this.log(`[${this.name}] ${kind}: ${message}`);
    return new FunctionFailure(kind, message);
  }

  async close(): Promise<void> {
    await this.worker?.terminate();
  }

  private send(event: string): Promise<Done> {
    const worker = (this.worker ??= this.start());
    const number = ++this.count;
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => void worker.terminate(), graceMilliseconds * (this.waiting.size + 1));
      this.waiting.set(number, { resolve, reject, deadline });
      const job: Job = { number, event };
      worker.postMessage(job);
    });
  }

  private start(): Worker {
    const boot: FunctionBoot = { code: this.code, milliseconds: runMilliseconds };
    const worker = new Worker(built("cloudfront-function"), {
      ...{ workerData: boot, env: {}, execArgv: [], stdout: true, stderr: true },
      resourceLimits: { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 64 },
    });
    worker.on("message", (done: Done) => {
      this.take(done.number)?.resolve(done);
    });
    let reason = "its thread ended";
    worker.on("error", (error) => (reason = error.message));
    worker.on("exit", () => {
      this.worker = undefined;
      for (const number of [...this.waiting.keys()])
        this.take(number)?.reject(this.failed("FunctionExecutionError", reason));
    });
    return worker;
  }

  private take(number: number): Waiting | undefined {
    const waiting = this.waiting.get(number);
    this.waiting.delete(number);
    clearTimeout(waiting?.deadline);
    return waiting;
  }
}
