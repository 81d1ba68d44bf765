import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Activity, InvocationCause } from "../../protocol/activity";
import { isDeepStrictEqual } from "node:util";
import type { AwsRequest, AwsResponse } from "../../protocol/service";
import { built } from "../../built";
import { Environment } from "./environment";
import type { OnPiece } from "./pieces";
import { Environments } from "./environments";
import type { LambdaFunction } from "./function";
import { functionName, functionQualifier, NoCapacity } from "../../protocol/targets";
import { logStreamNameOf } from "./logs/config";
import { EnvironmentLog } from "./logs/environment-log";
import type { MetricsOf } from "./metrics";
import type { WriteLog } from "../../protocol/log-entries";
import { endOf, type Outcome, textOf } from "./outcome";
import { ReservedConcurrency } from "./reserved-concurrency";
import type { RunningTime } from "../../running-time";
import { TaskRoots } from "./unpack";

export interface PoolOptions {
  functions: LambdaFunction[];
  /** The `node_modules` folder that the packages of Lambda's runtime are taken from. */
  packages: string;
  /** The program's folder, absolute: stacks name files by their paths in it. */
  folder: string;
  /** Live environments at a time. */
  maxEnvironments: number;
  /** What time-outs go by. */
  running: RunningTime;
  /** Variables a function gets besides its own: region, credentials, endpoint. */
  variablesOf: (lambda: LambdaFunction) => Record<string, string>;
  /** Told what functions log, and how their invocations end. */
  activity: Activity;
  /** Opens the log stream of an environment. */
  openLog: (lambda: LambdaFunction, logStreamName: string) => WriteLog;
  metricsOf: MetricsOf;
  /** Told of each invocation. */
  onInvoke?: (functionName: string) => void;
  /** Serves the AWS requests of functions. */
  serve: (request: AwsRequest) => Promise<AwsResponse>;
}

/** Lambda keeps idle environments for some minutes. */
const idleMilliseconds = 5 * 60_000;
/** The share of environments that no function alone may have, and that others always find room in. */
const reserve = 1 / 4;
/** A function without any environment waits so long for one to become idle; then a busy one makes room. */
const hungryMilliseconds = 250;

/** Runs functions: starts environments when they are needed, reuses them, and never has more than the cap. */
export class Pool {
  private readonly lambdas = new Map<string, LambdaFunction>();
  private readonly environments = new Map<string, Environments>();
  /** Those of functions that are no more, or are others now: they end with what they run. */
  private readonly departing = new Map<Environments, LambdaFunction>();
  /** Functions that could start no environment because of the cap. */
  private readonly starved = new Set<Environments>();
  private readonly concurrency = new ReservedConcurrency((name, text) => this.tellLine(name, "warn", text));
  /** What environments are given besides the function's own variables, by the names of functions. */
  private readonly variables = new Map<string, Record<string, string>>();
  private readonly taskRoots: TaskRoots;
  private readonly unpacked = new WeakMap<LambdaFunction, string>();
  private readonly script = readFileSync(built("boot"), "utf8");
  private readonly sweeper = setInterval(() => this.sweep(), 30_000).unref();
  private hungry?: NodeJS.Timeout;
  private live = 0;
  private closed = false;

  constructor(private options: PoolOptions) {
    this.taskRoots = new TaskRoots(options);
    this.change(options);
  }

  /**
   * Runs these functions from now on. One that is the same keeps its environments; what has come for another is answered by
   * what it was.
   */
  change(options: PoolOptions): void {
    this.options = options;
    this.concurrency.tellAnew();
    const declared = new Map(options.functions.map((lambda) => [lambda.name, lambda]));
    for (const [name, lambda] of this.lambdas) if (!this.isSame(lambda, declared.get(name))) this.dismiss(lambda);
    for (const lambda of options.functions) if (!this.lambdas.has(lambda.name)) this.add(lambda);
  }

  private isSame(lambda: LambdaFunction, other: LambdaFunction | undefined): boolean {
    if (!other || !isDeepStrictEqual(lambda, other)) return false;
    return isDeepStrictEqual(this.variables.get(lambda.name), this.options.variablesOf(other));
  }

  private add(lambda: LambdaFunction): void {
    const environments: Environments = new Environments(lambda.name, {
      running: this.options.running,
      start: () => this.start(lambda, environments),
      onFree: () => this.serveStarved(),
      onFailedStart: (error) => {
        if (!this.closed) this.tellLine(lambda.name, "error", textOf(error));
      },
    });
    this.lambdas.set(lambda.name, lambda);
    this.variables.set(lambda.name, this.options.variablesOf(lambda));
    const before = this.environments.get(lambda.name);
    this.environments.set(lambda.name, environments);
    if (before) this.forgetDeparted(before);
  }

  /** Whoever has it already may still invoke it, until there is another one of its name. */
  private dismiss(lambda: LambdaFunction): void {
    const environments = this.environments.get(lambda.name);
    this.lambdas.delete(lambda.name);
    if (!environments) return;
    this.departing.set(environments, lambda);
    environments.depart();
    this.forgetDeparted(environments);
  }

  private forgetDeparted(environments: Environments): void {
    const lambda = this.departing.get(environments);
    // Until another one takes its name, one that is no more may still be invoked.
    if (!lambda || environments.all().length > 0 || this.environments.get(lambda.name) === environments) return;
    this.departing.delete(environments);
    const taskRoot = this.unpacked.get(lambda);
    if (taskRoot !== undefined) this.taskRoots.drop(taskRoot);
  }

  /** A function by name or ARN, of a version or an alias that there is. */
  find(nameOrArn: string): LambdaFunction | undefined {
    const lambda = this.lambdas.get(functionName(nameOrArn));
    return lambda?.qualifiers.includes(functionQualifier(nameOrArn)) ? lambda : undefined;
  }

  /** All functions. */
  functions(): LambdaFunction[] {
    return this.options.functions;
  }

  /**
   * Invokes a function and waits for its outcome.
   *
   * @param payload the event as JSON
   * @param cause who asks for it
   * @param requestId names the invocation; a new id if undefined
   * @param onPiece takes what the function streams, as it comes; without it the outcome has all of that
   * @throws NoCapacity if no environment became free within `waitMilliseconds`; Throttled if it may not run once more
   */
  async invoke(
    lambda: LambdaFunction,
    payload: string,
    waitMilliseconds: number,
    cause: InvocationCause,
    requestId?: string,
    onPiece?: OnPiece,
  ): Promise<Outcome> {
    const environments = this.environments.get(lambda.name);
    if (!environments) throw new Error(`no function ${lambda.name}`);
    const metrics = this.options.metricsOf(lambda.name);
    return this.concurrency.count(this.lambdas.get(lambda.name) ?? lambda, metrics, async () => {
      this.options.onInvoke?.(lambda.name);
      try {
        const invoked = await environments.invoke(payload, waitMilliseconds, requestId, onPiece);
        metrics.invoked(invoked.failed);
        this.tellEnd(lambda.name, invoked, cause);
        return invoked;
      } catch (error) {
        if (error instanceof NoCapacity && !error.isStarting) metrics.throttled();
        throw error;
      }
    });
  }

  /** Whether any function runs, or is waited for. */
  isBusy(): boolean {
    return this.all().some(({ isBusy }) => isBusy);
  }

  /** Loads a function ahead, if it is not loaded. Returns whether there is room, without ending another environment. */
  async warm(functionName: string): Promise<boolean> {
    if (this.closed || this.live >= this.options.maxEnvironments) return false;
    return (await this.environments.get(functionName)?.warm()) ?? true;
  }

  async close(): Promise<void> {
    this.closed = true;
    clearInterval(this.sweeper);
    clearTimeout(this.hungry);
    for (const environments of this.all()) environments.close();
    await Promise.all(this.all().flatMap((environments) => environments.all().map((one) => one.end())));
    this.taskRoots.remove();
  }

  private start(lambda: LambdaFunction, environments: Environments): Environment | undefined {
    if (this.closed || environments.all().length >= this.mostOfOne()) return undefined;
    if (this.live >= this.options.maxEnvironments && !this.evict()) {
      this.starved.add(environments);
      this.hungry ??= setTimeout(() => this.makeRoom(), hungryMilliseconds);
      return undefined;
    }
    const taskRoot = this.unpacked.get(lambda) ?? this.taskRoots.unpack(lambda);
    this.unpacked.set(lambda, taskRoot);
    const { options } = this;
    const id = randomBytes(16).toString("hex");
    const { name: functionName, arn: functionArn, handler, runtime, memorySize, timeoutSeconds, logging } = lambda;
    const logStreamName = logStreamNameOf(functionName, logging.logGroup, new Date(), id);
    const own = { LAMBDA_TASK_ROOT: taskRoot, AWS_LAMBDA_LOG_STREAM_NAME: logStreamName };
    const memoryUsed = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const log = new EnvironmentLog(lambda, memoryUsed, {
      print: (line) => options.activity.tell(line),
      write: options.openLog(lambda, logStreamName),
      ran: (milliseconds) => this.options.metricsOf(functionName).ran(milliseconds),
    });
    const environment = new Environment({
      boot: {
        taskRoot,
        folder: options.folder,
        isInspected: options.running.isInspected,
        ...{ handler, runtime, functionName, functionArn, memorySize, timeoutSeconds, logging, logStreamName },
        memoryUsed,
      },
      script: this.script,
      variables: { ...options.variablesOf(lambda), ...own, ...lambda.variables },
      log,
      serve: options.serve,
      running: options.running,
      onEnd: () => this.remove(environment, environments),
    });
    this.live++;
    return environment;
  }

  private tellLine(functionName: string, level: string, text: string): void {
    this.options.activity.tell({ kind: "log", time: Date.now(), functionName, level, text });
  }

  /** What the end of the host interrupts is no failure of a function. */
  private tellEnd(functionName: string, invoked: Outcome, cause: InvocationCause): void {
    const { activity } = this.options;
    if (activity.isWatched && !this.closed) activity.tell(endOf(functionName, invoked, cause));
  }

  private remove(environment: Environment, environments: Environments): void {
    environments.remove(environment);
    this.forgetDeparted(environments);
    this.live--;
    this.serveStarved();
    // After the others: it may have made room for them.
    environments.serve();
  }

  private all(): Environments[] {
    return [...new Set([...this.environments.values(), ...this.departing.keys()])];
  }

  private serveStarved(): void {
    const starved = [...this.starved];
    this.starved.clear();
    for (const environments of starved) environments.serve();
  }

  /** How many environments one function may have. */
  private mostOfOne(): number {
    const { maxEnvironments, functions } = this.options;
    return maxEnvironments - Math.min(Math.floor(maxEnvironments * reserve), functions.length - 1);
  }

  /** For each function that has no environment and waits for one, that with the most gives one up. */
  private makeRoom(): void {
    this.hungry = undefined;
    const all = this.all();
    const needed = [...this.starved].filter((one) => one.isWaiting && one.all().length === 0).length;
    const coming = all.reduce((sum, one) => sum + one.retiringCount, 0);
    for (let count = coming; count < needed; count++) all.sort((a, b) => b.readyCount - a.readyCount)[0]?.retire();
    if (needed > 0) this.hungry = setTimeout(() => this.makeRoom(), hungryMilliseconds);
  }

  private idle(): Environment[] {
    return this.all().flatMap((environments) => environments.idle());
  }

  private sweep(): void {
    const before = Date.now() - idleMilliseconds;
    for (const environment of this.idle()) if (environment.lastUsed < before) void environment.end();
  }

  /** Ends the idle environment that has been unused for longest. Returns whether there was one. */
  private evict(): boolean {
    const [oldest] = this.idle().sort((a, b) => a.lastUsed - b.lastUsed);
    void oldest?.end();
    return oldest !== undefined;
  }
}
