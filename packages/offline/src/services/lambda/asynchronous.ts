import { randomUUID } from "node:crypto";
import { type Clock, until } from "../../clock";
import type { Condition, Destinations } from "./destinations";
import { NoCapacity, Throttled } from "../../protocol/targets";
import { eventInvokeConfigOf } from "./event-invoke-config";
import type { Failure } from "./pending-events";
import type { LambdaFunction } from "./function";
import type { MetricsOf } from "./metrics";
import type { PendingEvent, PendingEvents } from "./pending-events";
import type { Pool } from "./pool";

/** Lambda tries again one minute after a failure, and two minutes after the next. */
const lambdaDelays: readonly number[] = [60_000, 120_000];
/** What its reserved concurrency throttles is tried again after so long, and after twice as long each time. */
const throttledDelays = { first: 1000, longest: 300_000 } as const;

export interface AsynchronousOptions {
  events: PendingEvents;
  pool: Pick<Pool, "invoke" | "find">;
  destinations: Destinations;
  clock: Clock;
  metricsOf: MetricsOf;
  /** Told of events that are lost. */
  log: (text: string) => void;
  /** Milliseconds before each further attempt; Lambda's by default. */
  retryDelays?: readonly number[];
}

/** An event that will be delivered, whatever happens to the host. */
export interface Accepted {
  /** Names its invocation. */
  requestId: string;
  /** How the first attempt of this process ended; undefined if it went well. */
  attempted: Promise<Failure | undefined>;
}

/** How an attempt ended. */
interface Attempt {
  /** JSON of what the function answered; empty if it failed. */
  response: string;
  failure?: Failure;
  throttled?: Throttled;
}

/**
 * Lambda's asynchronous invocation: an event is on disk when it is accepted, and stays there until its function took it
 * or it was given up and its destinations told. A host that ends before delivers it again when it starts: at least once.
 */
export class Asynchronous {
  private readonly ended = new AbortController();
  /** What an earlier process left. */
  private readonly left: PendingEvent[];

  constructor(private readonly options: AsynchronousOptions) {
    this.left = options.events.all();
  }

  /**
   * Returns when the event is on disk; what becomes of it takes minutes if the function fails.
   *
   * @param qualifier the version or alias that is invoked
   * @param requestId names the invocation; a new id if undefined
   */
  async accept(
    lambda: LambdaFunction,
    qualifier: string,
    payload: string,
    requestId: string = randomUUID(),
  ): Promise<Accepted> {
    const accepted = this.options.clock.now();
    const event = { requestId, functionName: lambda.name, qualifier, payload, accepted, attempts: 0 };
    await this.options.events.accept(event);
    this.options.metricsOf(lambda.name).eventReceived();
    return { requestId, attempted: this.begin(lambda, event) };
  }

  /** Delivers what an earlier process left. */
  async resume(): Promise<void> {
    const { events, pool, log } = this.options;
    for (const event of this.left.splice(0)) {
      const lambda = pool.find(event.functionName);
      if (lambda) void this.begin(lambda, event);
      else {
        // An earlier program declared it.
        log(`LOST: there is no function ${event.functionName} any more for an event\nevent  ${event.payload}`);
        await events.settle(event);
      }
    }
  }

  /** Ends all waiting; to be called before the pool ends, whose end is no failure of a function. */
  async close(): Promise<void> {
    this.ended.abort();
    await this.options.events.close();
  }

  private begin(lambda: LambdaFunction, event: PendingEvent): Promise<Failure | undefined> {
    return new Promise((attempted) => {
      this.deliver(lambda, event, attempted).catch((error: unknown) => {
        const { log } = this.options;
        if (!this.ended.signal.aborted)
          log(`an event for ${lambda.name} has to wait for the next start: ${String(error)}`);
        attempted({ status: 429, text: "the host ended before the function took the event" });
      });
    });
  }

  /** Tries until the event is settled. Throws if the host ends before; the event is then still on disk. */
  private async deliver(
    lambda: LambdaFunction,
    event: PendingEvent,
    attempted: (failure?: Failure) => void,
  ): Promise<void> {
    const { events, destinations, clock, metricsOf } = this.options;
    let due = clock.now();
    let condition = givenUp(lambda, event, due);
    let pause: number = throttledDelays.first;
    while (!condition) {
      await until(clock, due, this.ended.signal);
      const outcome = await this.attempt(lambda, event);
      attempted(outcome.failure);
      if (outcome.failure === undefined) {
        await destinations.succeeded(lambda, event, outcome.response);
        return events.settle(event);
      }
      if (outcome.throttled) {
        // That is no attempt: such an event is tried until it is too old.
        event = { ...event, failure: outcome.failure };
        due = clock.now() + pause;
        pause = Math.min(pause * 2, throttledDelays.longest);
        condition = outcome.throttled.reserved === 0 ? "ZeroReservedConcurrency" : givenUp(lambda, event, due);
      } else {
        event = await events.failed(event, outcome.failure);
        due = clock.now() + this.delayAfter(event.attempts);
        condition = givenUp(lambda, event, due);
      }
    }
    attempted(event.failure ?? { status: 429, text: "the event is too old" });
    metricsOf(lambda.name).eventDropped();
    await destinations.failed(lambda, event, condition);
    await events.settle(event);
  }

  private delayAfter(attempts: number): number {
    const { retryDelays = lambdaDelays } = this.options;
    return retryDelays[attempts - 1] ?? 0;
  }

  private async attempt(lambda: LambdaFunction, { payload, requestId, ...event }: PendingEvent): Promise<Attempt> {
    // An event may wait for an environment as long as it lives.
    const now = this.options.clock.now();
    const wait = Math.max(0, expiry(lambda, event) - now);
    this.options.metricsOf(lambda.name).eventTried(now - event.accepted);
    try {
      const outcome = await this.options.pool.invoke(lambda, payload, wait, "event", requestId);
      if (!outcome.failed) return { response: outcome.payload };
      this.ended.signal.throwIfAborted();
      return { response: "", failure: { status: 200, text: outcome.payload } };
    } catch (error) {
      if (error instanceof Throttled)
        return { response: "", failure: { status: 429, text: "Rate Exceeded." }, throttled: error };
      if (error instanceof NoCapacity) return { response: "", failure: { status: 429, text: error.message } };
      throw error;
    }
  }
}

const expiry = (
  { eventInvokeConfigs }: LambdaFunction,
  { accepted, qualifier }: Pick<PendingEvent, "accepted" | "qualifier">,
): number => accepted + eventInvokeConfigOf(eventInvokeConfigs, qualifier).maximumEventAgeInSeconds * 1000;

/** Why an event is not tried again, if it is not. */
function givenUp(lambda: LambdaFunction, event: PendingEvent, due: number): Condition | undefined {
  const { maximumRetryAttempts } = eventInvokeConfigOf(lambda.eventInvokeConfigs, event.qualifier);
  if (event.attempts > maximumRetryAttempts) return "RetriesExhausted";
  return due >= expiry(lambda, event) ? "EventAgeExceeded" : undefined;
}
