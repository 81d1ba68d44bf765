import { setTimeout } from "node:timers/promises";
import type { LambdaFunction } from "./function";
import { NoCapacity } from "./environments";
import type { Pool } from "./pool";

/** Lambda tries again one minute after a failure, and two minutes after the next. */
const lambdaDelays: readonly number[] = [60_000, 120_000];

/** An event may wait long for an environment: Lambda keeps it for hours. */
const waitMilliseconds = 6 * 3_600_000;

export interface AsynchronousOptions {
  pool: Pick<Pool, "invoke">;
  /** Told of events that are lost. */
  log: (text: string) => void;
  /** Milliseconds before each further attempt; Lambda's by default. */
  retryDelays?: readonly number[];
}

/** Lambda's asynchronous invocation: an event whose function fails is tried again, and given up after the last attempt. */
export class Asynchronous {
  private readonly delays: readonly number[];
  private readonly ended = new AbortController();

  constructor(private readonly options: AsynchronousOptions) {
    this.delays = options.retryDelays ?? lambdaDelays;
  }

  /**
   * Resolves when the function has succeeded or the event has been given up; that takes minutes.
   *
   * @throws an AbortError if the host ends before: whoever keeps the event must deliver it again
   */
  async invoke(lambda: LambdaFunction, payload: string): Promise<void> {
    let failure = await this.attempt(lambda, payload);
    for (const delay of this.delays) {
      if (failure === undefined) return;
      await setTimeout(delay, undefined, { signal: this.ended.signal, ref: false });
      failure = await this.attempt(lambda, payload);
    }
    if (failure === undefined) return;
    this.options.log(
      `LOST: ${lambda.name} failed ${this.delays.length + 1} times for an event, which is given up\nlast failure  ${failure}\nevent         ${payload}`,
    );
  }

  /** Invokes without anybody waiting. Nobody keeps the event: it is lost if the host ends. */
  invokeLater(lambda: LambdaFunction, payload: string): void {
    this.invoke(lambda, payload).catch((error: unknown) => {
      if (!this.ended.signal.aborted) throw error;
      this.options.log(`LOST: the host ended before ${lambda.name} took an event\nevent  ${payload}`);
    });
  }

  /** Ends all waiting; to be called before the pool ends, whose end is no failure of a function. */
  close(): void {
    this.ended.abort();
  }

  /** One attempt; returns what went wrong. */
  private async attempt(lambda: LambdaFunction, payload: string): Promise<string | undefined> {
    try {
      const outcome = await this.options.pool.invoke(lambda, payload, waitMilliseconds);
      if (!outcome.failed) return undefined;
      this.ended.signal.throwIfAborted();
      return outcome.payload;
    } catch (error) {
      if (error instanceof NoCapacity) return error.message;
      throw error;
    }
  }
}
