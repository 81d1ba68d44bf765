import { AwsError } from "./service";
import type { PolledQueue, RecordStream } from "./event-sources";
import type { WriteLog } from "./log-entries";
import type { MessageAttribute } from "./message-attributes";

/** What a target is handed. */
export interface TargetEvent {
  /** JSON for a function, a message's body for a queue or a topic. */
  body: string;
  /** What a topic's e-mail has as its subject; nothing else gets it. */
  subject?: string;
  /** What a topic's e-mail says in the place of the body. */
  mail?: string;
  /** A message's attributes by name; numbers are sent as numbers. Functions do not get them. */
  attributes?: Record<string, string | number | MessageAttribute>;
}

/** In whose name something is handed over: a role, or a service on behalf of one of its resources. */
export type Sender =
  | { roleArn: string }
  | {
      /** The service's principal, such as `events.amazonaws.com`. */
      service: string;
      /** ARN of its resource, such as a rule. */
      sourceArn: string;
    };

/** An event that the target keeps from now on. */
export interface Delivery {
  /** What went wrong when it was first acted upon; undefined if nothing did, or if nothing acts upon it. */
  problem: Promise<string | undefined>;
  /** Lambda's id of the invocation that comes of it, if the target is a function. */
  invocationId?: string;
}

/** How a function's invocation ended. */
export interface Invocation {
  requestId: string;
  /** JSON of what the function returned, or of its error. */
  payload: string;
  /** Whether the function failed rather than answered. */
  failed: boolean;
  /** How long its environment took to load it, in milliseconds, if this was its first invocation. */
  initMilliseconds?: number;
}

/** A function, ready to be invoked. */
export interface Invocable {
  /** The function's name. */
  name: string;
  /**
   * Invokes it and waits.
   *
   * @param payload the event as JSON
   * @param requestId names the invocation, if it is none of a request's that tells of it
   * @throws NoCapacity if no environment became free in time; Throttled, at once, if it may not run once more
   */
  invoke(payload: string, waitMilliseconds: number, requestId?: string): Promise<Invocation>;
}

/** No environment became free in time. */
export class NoCapacity extends Error {
  constructor(
    message: string,
    /** Whether one was just starting: time was short, not room. */
    readonly isStarting = false,
  ) {
    super(message);
  }
}

/** A function runs as often at once as its reserved concurrency lets it: Lambda does not wait for room there. */
export class Throttled extends NoCapacity {
  constructor(
    functionName: string,
    /** How often it may run at once; 0 means that it never runs. */
    readonly reserved: number,
  ) {
    super(`${functionName} may run ${reserved} times at once, as its reservedConcurrentExecutions says`);
  }
}

/** What a synchronous invocation may carry, either way (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). */
export const synchronousBytes = 6_291_556;

/** Whether a payload is larger than a synchronous invocation may carry. Its bytes are counted only where it is long. */
export const isTooLarge = (payload: string): boolean =>
  payload.length > synchronousBytes / 3 && Buffer.byteLength(payload) > synchronousBytes;

/** Who writes a log. */
export interface LogWriter {
  /** For messages. */
  name: string;
  /** The role by whose rights it writes; undefined for a service that writes by its own. */
  roleArn?: string;
}

/** An object that a service writes into a bucket in somebody's name. */
export interface NewObject {
  body: Uint8Array;
  /** The account that the bucket must belong to; any, if undefined. */
  expectedOwner?: string;
}

/** Resources of one kind that things are handed to. What a kind cannot do is left out. */
export interface Target {
  /** Why it would not take an event of this sender; undefined if it would. */
  objection?(arn: string, sender: Sender): AwsError | undefined;
  /**
   * Returns when the event is on disk, in the target's keeping.
   *
   * @throws AwsError if the sender may not, there is no such resource, or it does not take this event
   */
  deliver?(arn: string, event: TargetEvent, sender: Sender): Promise<Delivery>;
  /** A function by its ARN; undefined if there is none that runs here. */
  invocable?(arn: string): Invocable | undefined;
  /** A queue that functions are invoked with the messages of, by its ARN; undefined if there is none. */
  queue?(arn: string): PolledQueue | undefined;
  /** A stream that functions are invoked with the records of, by its ARN; undefined if there is none. */
  stream?(arn: string): RecordStream | undefined;
  /** Opens a log stream in a log group. The stream is made with the first entry. */
  openLog?(arn: string, stream: string, writer: LogWriter): WriteLog;
  /**
   * Writes an object by its ARN, by the rights of a caller. Returns when it is on disk.
   *
   * @param callerArn who asked for it: a role's session, or the account's root
   * @returns the object's ETag, without quotes
   * @throws AwsError if the caller may not, or there is no such bucket
   */
  putObject?(arn: string, object: NewObject, callerArn: string): Promise<string>;
}

const unserved = (arn: string): AwsError =>
  new AwsError("NotImplemented", `the offline host hands nothing on to ${arn}`, 501);

/**
 * All that things are handed to, by the beginnings of their ARNs. When a program is loaded again its services make way for
 * others: what is handed over meanwhile waits for these.
 */
export class Targets {
  private byPrefix = new Map<string, Target>();
  /** Those that are to take the place of all others. */
  private coming: Map<string, Target> | undefined;
  /** What is logged while there is nobody to take it. */
  private readonly unlogged: (() => void)[] = [];
  private changed: Promise<void> = Promise.resolve();
  private tellChanged: () => void = () => undefined;
  /** How often all have been replaced. */
  private changes = 0;

  /** @param prefix what the ARNs begin with, such as `arn:aws:sqs:` */
  add(prefix: string, target: Target): void {
    (this.coming ?? this.byPrefix).set(prefix, target);
  }

  /** From now on what is handed over waits until there are others, which are to be added before {@link endChange}. */
  beginChange(): void {
    if (!this.coming) this.changed = new Promise((resolve) => (this.tellChanged = resolve));
    this.coming = new Map();
  }

  /** Those that were added take what has waited, and all that comes. */
  endChange(): void {
    if (!this.coming) return;
    this.byPrefix = this.coming;
    this.coming = undefined;
    this.changes++;
    for (const log of this.unlogged.splice(0)) log();
    this.tellChanged();
  }

  /** Why a target would not take an event of this sender; undefined if it would. */
  objection(arn: string, sender: Sender): AwsError | undefined {
    const target = this.find(arn);
    return target?.deliver ? target.objection?.(arn, sender) : unserved(arn);
  }

  /**
   * Hands an event over. Returns when it is on disk, in the target's keeping.
   *
   * @param ended aborted when whoever hands it over ends; see {@link othersAre}
   * @throws AwsError if it is not taken; the signal's reason if that ends the waiting
   */
  async deliver(arn: string, event: TargetEvent, sender: Sender, ended?: AbortSignal): Promise<Delivery> {
    await this.othersAre(ended);
    const target = this.find(arn);
    if (!target?.deliver) throw unserved(arn);
    return target.deliver(arn, event, sender);
  }

  /** A function by its ARN; undefined if there is none that runs here. */
  invocable(arn: string): Invocable | undefined {
    return this.find(arn)?.invocable?.(arn);
  }

  /**
   * A queue by its ARN; undefined if there is none that is served.
   *
   * @param ended aborted when whoever polls it ends; see {@link othersAre}
   * @throws the signal's reason if that ends the waiting
   */
  async queue(arn: string, ended?: AbortSignal): Promise<PolledQueue | undefined> {
    await this.othersAre(ended);
    return this.find(arn)?.queue?.(arn);
  }

  /** A stream by its ARN; otherwise as {@link queue}. */
  async stream(arn: string, ended?: AbortSignal): Promise<RecordStream | undefined> {
    await this.othersAre(ended);
    return this.find(arn)?.stream?.(arn);
  }

  /** Opens a log stream; what is written where no log group can be is dropped. */
  openLog(arn: string, stream: string, writer: LogWriter): WriteLog {
    let write: WriteLog | undefined;
    let changes: number | undefined;
    const log: WriteLog = (entry, source) => {
      if (this.coming) return void this.unlogged.push(() => log(entry, source));
      if (changes !== this.changes) {
        write = this.find(arn)?.openLog?.(arn, stream, writer);
        changes = this.changes;
      }
      write?.(entry, source);
    };
    return log;
  }

  /**
   * Writes an object by its ARN, by the rights of a caller; see {@link Target.putObject}.
   *
   * @param ended aborted when whoever writes it ends; see {@link othersAre}
   * @throws AwsError if it is not taken; the signal's reason if that ends the waiting
   */
  async putObject(arn: string, object: NewObject, callerArn: string, ended?: AbortSignal): Promise<string> {
    await this.othersAre(ended);
    const target = this.find(arn);
    if (!target?.putObject) throw unserved(arn);
    return target.putObject(arn, object, callerArn);
  }

  /**
   * Waits, during a change, until there are others. These come only when all have made way: a service that waits for what
   * it hands over before it ends must end the waiting by its signal, or both would wait for ever.
   */
  private othersAre(ended: AbortSignal | undefined): Promise<void> | undefined {
    if (!this.coming) return undefined;
    return new Promise((resolve, reject) => {
      ended?.throwIfAborted();
      const giveUp = (): void => reject(ended?.reason);
      ended?.addEventListener("abort", giveUp, { once: true });
      void this.changed.then(() => {
        ended?.removeEventListener("abort", giveUp);
        resolve();
      });
    });
  }

  private find(arn: string): Target | undefined {
    for (const [prefix, target] of this.byPrefix) if (arn.startsWith(prefix)) return target;
    return undefined;
  }
}

/** A function's name and qualifier, of a name or of a whole or a partial ARN. */
const partsOf = (nameOrArn: string): string[] => nameOrArn.replace(/^(.*:)?function:/, "").split(":");

/** The name of a function that is named by its name, or by a whole or a partial ARN, with or without a qualifier. */
export const functionName = (nameOrArn: string): string => partsOf(nameOrArn)[0] ?? nameOrArn;

/** The version or alias of a function that a name or an ARN means. */
export const functionQualifier = (nameOrArn: string): string => partsOf(nameOrArn)[1] ?? "$LATEST";
