import { Throttled } from "../../protocol/targets";
import type { LambdaFunction } from "./function";
import type { FunctionMetrics } from "./metrics";

/**
 * Counts what runs, and refuses what a function's reserved concurrency does not let it run besides. That is one for all
 * versions and aliases of a function (https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html), and for
 * what a program that has been loaded again made of it.
 */
export class ReservedConcurrency {
  /** How many invocations there are, by the names of functions. */
  private readonly running = new Map<string, number>();
  /** The functions that a person has been told of. */
  private readonly told = new Set<string>();

  /** @param tell tells a person of a function that is throttled, once for each */
  constructor(private readonly tell: (functionName: string, text: string) => void) {}

  /** Tells of each function anew: its limit may be another now. */
  tellAnew(): void {
    this.told.clear();
  }

  /**
   * Counts an invocation as long as it goes on, waiting for an environment included.
   *
   * @throws Throttled if as many run as may run at once
   */
  async count<Result>(
    { name, reservedConcurrency }: LambdaFunction,
    metrics: FunctionMetrics,
    invoke: () => Promise<Result>,
  ): Promise<Result> {
    const running = this.running.get(name) ?? 0;
    if (reservedConcurrency !== undefined && running >= reservedConcurrency)
      throw this.throttled(name, reservedConcurrency, metrics);
    this.running.set(name, running + 1);
    metrics.waiting();
    try {
      return await invoke();
    } finally {
      metrics.left();
      this.running.set(name, (this.running.get(name) ?? 1) - 1);
    }
  }

  private throttled(name: string, reserved: number, metrics: FunctionMetrics): Throttled {
    const error = new Throttled(name, reserved);
    metrics.throttled();
    if (!this.told.has(name)) this.tell(name, `throttled: ${error.message}; further times are not told`);
    this.told.add(name);
    return error;
  }
}
