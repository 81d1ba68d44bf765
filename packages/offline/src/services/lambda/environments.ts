import { randomUUID } from "node:crypto";
import { availableParallelism } from "node:os";
import type { Environment } from "./environment";
import type { OnPiece } from "./pieces";
import { NoCapacity } from "../../protocol/targets";
import type { FunctionError } from "./messages";
import { failure, notRun, outcome, type Outcome } from "./outcome";
import { after, type RunningTime } from "../../running-time";

/** An invocation that has not been answered. */
interface Job {
  requestId: string;
  payload: string;
  /** Takes what the function streams, as it comes. */
  onPiece: OnPiece | undefined;
  since: number;
  /** Whether it came back from an environment that was busy with another one for too long. */
  cameBack: boolean;
  /** How long it waits in all, and when it gives up: milliseconds of running time. */
  wait: number;
  deadline: number;
  /** Ends the waiting. */
  stopWaiting: (() => void) | undefined;
  resolve: (outcome: Outcome) => void;
  reject: (error: NoCapacity) => void;
}

/**
 * Invocations wait this long behind others, in milliseconds, before an idle environment has them, or another one starts.
 * Up to one per core more threads do more work: there is room. Beyond that they only share it, and each has to be warmed
 * up by V8 first, which takes thousands of invocations: at 25 ms ten connections made eight environments, and a third of
 * the rate. For those that wait for something else than the processor it is short enough.
 */
const patience = { room: 4, noRoom: 250 } as const;

export interface EnvironmentsOptions {
  /** Starts an environment, or returns nothing while no more may live; {@link Environments.serve} is called then. */
  start: () => Environment | undefined;
  /** Called when an environment has become free. */
  onFree: () => void;
  /** Called when an environment could not load the function, and no invocation is there to fail of it. */
  onFailedStart: (error: FunctionError) => void;
  /** What time-outs go by. */
  running: RunningTime;
}

/**
 * The environments of one function and the invocations that wait for them.
 *
 * An environment that is busy is sent a few invocations ahead: it takes them up without a pause, which the threads
 * would spend waking each other. Those it has not begun are taken back when they have waited for too long.
 */
export class Environments {
  private readonly ready: Environment[] = [];
  private readonly queue: Job[] = [];
  /** Environments that make room for another function's. */
  private readonly retiring = new Set<Environment>();
  private starting?: Environment;
  private timer?: NodeJS.Timeout;
  private isDeparting = false;
  private isClosed = false;

  constructor(
    private readonly name: string,
    private readonly options: EnvironmentsOptions,
  ) {}

  /** Environments that run nothing. */
  idle(): Environment[] {
    return this.ready.filter(({ load, isStopped }) => load === 0 && !isStopped);
  }

  /** All environments, also the one that starts and those that end with what they run. */
  all(): Environment[] {
    return [...this.ready, ...this.retiring, ...(this.starting ? [this.starting] : [])];
  }

  /** How many may be sent more. */
  get readyCount(): number {
    return this.ready.length;
  }

  /** How many end as soon as what they run is over. */
  get retiringCount(): number {
    return this.retiring.size;
  }

  get isWaiting(): boolean {
    return this.queue.length > 0;
  }

  /** Has one environment end when it is through with what it runs; what it has not begun waits for another one. */
  retire(): void {
    const [soonest] = this.ready.filter(({ isStopped }) => !isStopped).sort((a, b) => a.wait - b.wait);
    if (!soonest) return;
    this.ready.splice(this.ready.indexOf(soonest), 1);
    this.retiring.add(soonest);
    soonest.giveBack();
    if (soonest.load === 0) void soonest.end();
  }

  /** Starts an environment ahead of any invocation, unless there is one. Returns whether there is room. */
  async warm(): Promise<boolean> {
    if (this.all().length > 0) return true;
    this.start();
    const { starting } = this;
    await starting?.ready;
    // Nobody has waited for it.
    if (starting?.load === 0) starting.log.forgetInitialisation();
    return starting !== undefined;
  }

  /** Whether it runs something, or something waits for it. */
  get isBusy(): boolean {
    return this.isWaiting || this.ready.some(({ load }) => load > 0);
  }

  /** Ends all environments as soon as nothing waits for them: what has come is answered before. */
  depart(): void {
    this.isDeparting = true;
    this.endIdle();
  }

  /** Has nobody wait any more: there will be no environments. What waits, and what still comes, is never answered. */
  close(): void {
    this.isClosed = true;
    for (const { stopWaiting } of this.queue.splice(0)) stopWaiting?.();
    clearTimeout(this.timer);
  }

  private endIdle(): void {
    if (this.isDeparting && !this.isWaiting) for (const environment of this.idle()) void environment.end();
  }

  /** @throws NoCapacity if no environment became free within `waitMilliseconds` */
  invoke(
    payload: string,
    waitMilliseconds: number,
    requestId: string = randomUUID(),
    onPiece?: OnPiece,
  ): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const job: Job = {
        requestId,
        payload,
        onPiece,
        since: Date.now(),
        cameBack: false,
        wait: waitMilliseconds,
        deadline: this.options.running.now() + waitMilliseconds,
        stopWaiting: undefined,
        resolve,
        reject,
      };
      const environment = this.queue.length === 0 ? this.soonest(job) : undefined;
      if (environment) return this.send(job, environment);
      this.enqueue(job);
      this.serve();
    });
  }

  /** Puts a job where it belongs by its age. */
  private enqueue(job: Job): void {
    if (this.isClosed) return;
    const { running } = this.options;
    job.stopWaiting = after(job.deadline - running.now(), running, () => {
      this.queue.splice(this.queue.indexOf(job), 1);
      const waited = `${this.name}: no environment became free in ${job.wait} ms`;
      job.reject(new NoCapacity(waited, this.starting !== undefined));
    });
    const younger = this.queue.findIndex(({ since }) => since > job.since);
    this.queue.splice(younger < 0 ? this.queue.length : younger, 0, job);
  }

  /** Sends on what waits, and starts another environment where patience is at its end. */
  serve(): void {
    for (let [job] = this.queue; job; [job] = this.queue) {
      const environment = this.soonest(job);
      if (!environment) break;
      this.queue.shift();
      this.send(job, environment);
    }
    if (this.queue.length > 0 && this.ready.length === 0) this.start();
    else this.watch();
  }

  /** An environment has ended. */
  remove(environment: Environment): void {
    const at = this.ready.indexOf(environment);
    if (at >= 0) this.ready.splice(at, 1);
    this.retiring.delete(environment);
    if (this.starting === environment) this.starting = undefined;
  }

  /**
   * The environment whose turn for a job comes first; a busy one only for a job that has not come back from one. What
   * many quick invocations keep busy is not left for an idle one: of two threads that take turns each sleeps and is woken.
   */
  private soonest({ cameBack }: Job): Environment | undefined {
    const isForIdle = cameBack || this.starting !== undefined;
    let best: Environment | undefined;
    for (const environment of this.ready) {
      if (environment.load > 0 && (isForIdle || environment.isFull())) continue;
      if (!best || environment.wait < best.wait) best = environment;
    }
    return best;
  }

  private send(job: Job, environment: Environment): void {
    job.stopWaiting?.();
    void environment.invoke(job).then((ended) => {
      if (ended) job.resolve(ended);
      else this.enqueue({ ...job, cameBack: true });
      if (environment.load === 0 && this.retiring.has(environment)) void environment.end();
      if (this.queue.length > 0) this.serve();
      this.endIdle();
      if (environment.load === 0) this.options.onFree();
    });
    if (environment.load > 1) this.watch();
  }

  /** When the job that has waited longest without being begun came; undefined if none waits. */
  private waitingSince(): number | undefined {
    const behind = this.ready.flatMap((environment) => environment.waitingSince() ?? []);
    const all = this.queue[0] ? [this.queue[0].since, ...behind] : behind;
    return all.length > 0 ? Math.min(...all) : undefined;
  }

  private watch(): void {
    if (this.timer || this.isClosed) return;
    // At short intervals, whatever the patience: room may come while they wait.
    this.timer = setTimeout(() => {
      this.timer = undefined;
      const since = this.waitingSince();
      if (since === undefined || this.starting) return;
      if (Date.now() - since < this.patience()) return this.watch();
      if (this.idle().length === 0) return this.start();
      this.takeBack();
      this.watch();
    }, patience.room);
  }

  private patience(): number {
    const isRoom = this.ready.length < availableParallelism() || this.idle().length > 0;
    return isRoom ? patience.room : patience.noRoom;
  }

  /** Has busy environments give back what they have not begun. */
  private takeBack(): void {
    for (const busy of this.ready) busy.giveBack();
  }

  /** Starts an environment, if one may start, for what busy ones have not begun. */
  private start(): void {
    if (this.starting) return;
    const environment = this.options.start();
    this.takeBack();
    if (!environment) return;
    this.starting = environment;
    void environment.ready.then((error) => {
      const isThere = this.starting === environment;
      this.starting = undefined;
      if (!error && isThere) this.ready.push(environment);
      const [job] = this.queue;
      if (error && job) {
        this.queue.shift();
        job.stopWaiting?.();
        job.resolve(outcome(job.requestId, failure(error), notRun));
      } else if (error) this.options.onFailedStart(error);
      this.serve();
      this.endIdle();
    });
  }
}
