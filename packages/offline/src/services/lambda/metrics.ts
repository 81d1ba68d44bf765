import type { Metrics, Reported, ReportedUnit } from "../../protocol/metrics";

type Name =
  | "Invocations"
  | "Errors"
  | "Throttles"
  | "Duration"
  | "ConcurrentExecutions"
  | "AsyncEventsReceived"
  | "AsyncEventsDropped"
  | "AsyncEventAge"
  | "DeadLetterErrors"
  | "DestinationDeliveryFailures";

/** What counts letters that were not taken: to a dead-letter queue, or to a destination. */
export type UndeliveredMetric = Extract<Name, "DeadLetterErrors" | "DestinationDeliveryFailures">;

/** The metrics of a function, by its name. */
export type MetricsOf = (functionName: string) => FunctionMetrics;

/** The metrics of all functions. */
export function functionMetrics(metrics: Pick<Metrics, "reported">): MetricsOf {
  const known = new Map<string, FunctionMetrics>();
  const account = new Concurrency(metrics.reported(lambdaMetric("ConcurrentExecutions", {}), "Count"));
  return (name) => {
    const found = known.get(name) ?? new FunctionMetrics(metrics, name, account);
    known.set(name, found);
    return found;
  };
}

const lambdaMetric = (name: Name, dimensions: Record<string, string>) => ({
  namespace: "AWS/Lambda",
  name,
  dimensions,
});

/** How many invocations run at once; told anew with each that comes. */
class Concurrency {
  private running = 0;

  constructor(private readonly reported: Reported) {}

  more(): void {
    this.reported.record(++this.running);
  }

  less(): void {
    this.running--;
  }
}

/**
 * What Lambda reports of a function, under the names of
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html: of the function, of its unpublished version
 * as `Resource`, and added to that of the account and region. What runs at once is no sum of what functions report: the
 * account counts it for itself.
 */
export class FunctionMetrics {
  private readonly reported = new Map<Name, Reported>();
  private readonly concurrency: Concurrency;

  constructor(
    private readonly metrics: Pick<Metrics, "reported">,
    private readonly functionName: string,
    private readonly account: Concurrency,
  ) {
    this.concurrency = new Concurrency(this.find("ConcurrentExecutions", "Count", []));
  }

  /** An invocation comes. */
  waiting(): void {
    this.concurrency.more();
    this.account.more();
  }

  /** An invocation goes, whatever came of it. */
  left(): void {
    this.concurrency.less();
    this.account.less();
  }

  /** An invocation is over. Of those that went well 0 is recorded: the average is the rate of errors. */
  invoked(failed: boolean): void {
    this.record("Invocations", "Count", 1);
    this.record("Errors", "Count", failed ? 1 : 0);
    this.record("Throttles", "Count", 0);
  }

  /** No environment became free, or the function may not run once more: that is no invocation. */
  throttled(): void {
    this.record("Throttles", "Count", 1);
  }

  /** The function's code has run, for so long. */
  ran(milliseconds: number): void {
    this.record("Duration", "Milliseconds", milliseconds);
  }

  /** An event for an asynchronous invocation is accepted. */
  eventReceived(): void {
    this.record("AsyncEventsReceived", "Count", 1);
  }

  /** An event is handed to the function, so long after it was accepted. */
  eventTried(ageMilliseconds: number): void {
    this.record("AsyncEventAge", "Milliseconds", ageMilliseconds);
  }

  /** An event is given up. */
  eventDropped(): void {
    this.record("AsyncEventsDropped", "Count", 1);
  }

  /** What was to go to a dead-letter queue or a destination was not taken there. */
  undelivered(metric: UndeliveredMetric): void {
    this.record(metric, "Count", 1);
  }

  private record(name: Name, unit: ReportedUnit, value: number): void {
    let reported = this.reported.get(name);
    if (!reported) this.reported.set(name, (reported = this.find(name, unit)));
    reported.record(value);
  }

  /** @param beyond dimensions of what has the same values beyond the function: the account's, unless it is said */
  private find(name: Name, unit: ReportedUnit, beyond: Record<string, string>[] = [{}]): Reported {
    const FunctionName = this.functionName;
    const metric = lambdaMetric(name, { FunctionName });
    return this.metrics.reported(metric, unit, { FunctionName, Resource: FunctionName }, ...beyond);
  }
}
