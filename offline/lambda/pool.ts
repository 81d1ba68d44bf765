import { randomUUID } from "node:crypto";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { AwsRequest, AwsResponse } from "../aws/service";
import { compile } from "../compile";
import { Environment, failure, type Outcome } from "./environment";
import type { LambdaFunction } from "./function";
import { TaskRoots } from "./unpack";

export interface PoolOptions {
  functions: LambdaFunction[];
  /** The `node_modules` folder that the packages of Lambda's runtime are taken from. */
  packages: string;
  /** Live environments at a time. */
  maxEnvironments: number;
  /** Variables a function gets besides its own: region, credentials, endpoint. */
  variablesOf: (lambda: LambdaFunction) => Record<string, string>;
  onLog: (functionName: string, requestId: string, level: string, text: string) => void;
  /** Serves the AWS requests of functions. */
  serve: (request: AwsRequest) => Promise<AwsResponse>;
}

/** No environment became free in time. */
export class NoCapacity extends Error {}

/** How an invocation ended, and the id it had. */
export interface Invoked extends Outcome {
  requestId: string;
}

interface Waiting {
  since: number;
  run: (environment: Environment) => void;
}

/** A function and what runs it. */
interface Slot {
  lambda: LambdaFunction;
  taskRoot?: string;
  idle: Environment[];
  live: Set<Environment>;
  starting: boolean;
  queue: Waiting[];
  patience?: NodeJS.Timeout;
}

/** Requests wait this long for a busy environment before another one starts: more threads than cores only cost time. */
const patienceMilliseconds = 25;

/** Whether a function wants another environment at once: it has none, or many wait for less than one per core. */
const isCrowded = ({ live, queue }: Slot): boolean =>
  live.size === 0 || (live.size < availableParallelism() && queue.length > 2 * live.size);

/** Lambda keeps idle environments for some minutes. */
const idleMilliseconds = 5 * 60_000;

/** Runs functions: starts environments when they are needed, reuses them, and never has more than the cap. */
export class Pool {
  private readonly slots = new Map<string, Slot>();
  /** Slots that could start no environment because of the cap. */
  private readonly starved = new Set<Slot>();
  private readonly taskRoots: TaskRoots;
  private readonly script = compile(join(__dirname, "boot"));
  private readonly sweeper = setInterval(() => this.sweep(), 30_000).unref();
  private live = 0;
  private closed = false;

  constructor(private readonly options: PoolOptions) {
    this.taskRoots = new TaskRoots(options.packages);
    for (const lambda of options.functions) {
      this.slots.set(lambda.name, { lambda, idle: [], live: new Set(), starting: false, queue: [] });
    }
  }

  /** A function by name or ARN, with or without a qualifier. */
  find(nameOrArn: string): LambdaFunction | undefined {
    const name = /:function:([^:]+)/.exec(nameOrArn)?.[1] ?? nameOrArn;
    return this.slots.get(name)?.lambda;
  }

  /** All functions. */
  functions(): LambdaFunction[] {
    return this.options.functions;
  }

  /**
   * Invokes a function and waits for its outcome.
   *
   * @param payload the event as JSON
   * @throws NoCapacity if no environment became free within `waitMilliseconds`
   */
  async invoke(lambda: LambdaFunction, payload: string, waitMilliseconds: number): Promise<Invoked> {
    const slot = this.slots.get(lambda.name);
    if (!slot) throw new Error(`no function ${lambda.name}`);
    const environment = slot.idle.pop() ?? (await this.wait(slot, waitMilliseconds));
    const invocation = { requestId: randomUUID(), payload };
    const failedStart = await environment.ready;
    const outcome = failedStart ? failure(failedStart) : await environment.invoke(invocation);
    this.release(slot, environment);
    return { ...outcome, requestId: invocation.requestId };
  }

  async close(): Promise<void> {
    this.closed = true;
    clearInterval(this.sweeper);
    const live = [...this.slots.values()].flatMap((slot) => [...slot.live]);
    await Promise.all(live.map((environment) => environment.end()));
    this.taskRoots.remove();
  }

  private wait(slot: Slot, waitMilliseconds: number): Promise<Environment> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        since: Date.now(),
        run: (environment) => {
          clearTimeout(timer);
          resolve(environment);
        },
      };
      const timer = setTimeout(() => {
        slot.queue = slot.queue.filter((other) => other !== waiting);
        reject(new NoCapacity(`${slot.lambda.name}: no environment became free in ${waitMilliseconds} ms`));
      }, waitMilliseconds);
      slot.queue.push(waiting);
      this.serve(slot);
    });
  }

  /** Gives idle environments to those who wait, and starts another one where patience is at its end. */
  private serve(slot: Slot): void {
    for (let next = slot.idle.pop(); next; next = slot.idle.pop()) {
      const waiting = slot.queue.shift();
      if (!waiting) return void slot.idle.push(next);
      waiting.run(next);
    }
    const [head] = slot.queue;
    if (!head || slot.starting || this.closed) return;
    const patience = isCrowded(slot) ? 0 : head.since + patienceMilliseconds - Date.now();
    clearTimeout(slot.patience);
    if (patience > 0) slot.patience = setTimeout(() => this.serve(slot), patience);
    else if (this.live < this.options.maxEnvironments || this.evict()) this.start(slot);
    else this.starved.add(slot);
  }

  private start(slot: Slot): void {
    const { lambda } = slot;
    slot.starting = true;
    slot.taskRoot ??= this.taskRoots.unpack(lambda);
    const environment = new Environment({
      boot: {
        taskRoot: slot.taskRoot,
        handler: lambda.handler,
        functionName: lambda.name,
        functionArn: lambda.arn,
        memorySize: lambda.memorySize,
        timeoutSeconds: lambda.timeoutSeconds,
        logGroup: lambda.logGroup,
        logStream: randomUUID(),
      },
      script: this.script,
      variables: { ...this.options.variablesOf(lambda), LAMBDA_TASK_ROOT: slot.taskRoot, ...lambda.variables },
      onLog: (requestId, level, text) => this.options.onLog(lambda.name, requestId, level, text),
      serve: this.options.serve,
      onEnd: () => this.remove(slot, environment),
    });
    slot.live.add(environment);
    this.live++;
    void environment.ready.then((error) => {
      slot.starting = false;
      if (error) slot.queue.shift()?.run(environment);
      else slot.idle.push(environment);
      this.serve(slot);
    });
  }

  private release(slot: Slot, environment: Environment): void {
    if (slot.live.has(environment)) slot.idle.push(environment);
    this.serve(slot);
    this.serveStarved();
  }

  private remove(slot: Slot, environment: Environment): void {
    slot.live.delete(environment);
    slot.idle = slot.idle.filter((other) => other !== environment);
    this.live--;
    this.serveStarved();
  }

  private serveStarved(): void {
    const starved = [...this.starved];
    this.starved.clear();
    for (const slot of starved) this.serve(slot);
  }

  private sweep(): void {
    const before = Date.now() - idleMilliseconds;
    const idle = [...this.slots.values()].flatMap((slot) => slot.idle);
    for (const environment of idle) if (environment.lastUsed < before) void environment.end();
  }

  /** Ends the idle environment that has been unused for longest. Returns whether there was one. */
  private evict(): boolean {
    const idle = [...this.slots.values()].flatMap((slot) => slot.idle);
    const [oldest] = idle.sort((a, b) => a.lastUsed - b.lastUsed);
    void oldest?.end();
    return oldest !== undefined;
  }
}
