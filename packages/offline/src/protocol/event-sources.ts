import type { MessageAttributes } from "./message-attributes";

/** A message that was received from a queue, with all that a receiver may ask for. */
export interface PolledMessage {
  id: string;
  receiptHandle: string;
  body: string;
  /** What SQS knows of it, such as `ApproximateReceiveCount`. */
  attributes: Record<string, string>;
  messageAttributes: MessageAttributes;
  md5OfBody: string;
  /** Undefined for a message without attributes. */
  md5OfMessageAttributes?: string;
}

/** A queue, as Lambda polls it for a function. */
export interface PolledQueue {
  visibilityTimeoutSeconds: number;
  /** Bytes of a message at most, its attributes included. */
  maxMessageSize: number;
  /**
   * Messages whose receipts are on disk; none if none came in time, or if the queue is closed.
   *
   * @param windowSeconds how long a message may wait for others: its visibility time-out counts from then on
   */
  receive(count: number, waitSeconds: number, windowSeconds: number): Promise<PolledMessage[]>;
  /** Deletes messages for good. What was received again meanwhile stays. */
  delete(messages: readonly PolledMessage[]): Promise<void>;
  /** Has nobody else receive the messages for another visibility time-out. */
  hold(messages: readonly PolledMessage[]): Promise<void>;
}

/** What a stream tells of a change. */
export interface StreamRecord {
  /** Digits, of the same number in all records: as texts they have the order of the changes. */
  sequenceNumber: string;
  /** When it was, in milliseconds since the epoch. */
  time: number;
  /** The record as a function gets it. */
  record: object;
}

/** A stream of changes, as Lambda reads it for a function. */
export interface RecordStream {
  /** The name of its one shard. */
  shardId: string;
  /** The number before which all records are that there are now; whatever comes has a higher one. */
  latest(): string;
  /** The first records of those with higher numbers, as far as they are kept. */
  read(after: string, count: number): Promise<StreamRecord[]>;
  /**
   * Tells whenever there may be more.
   *
   * @returns ends it
   */
  listen(act: () => void): () => void;
}

/** How long a stream keeps what it tells, in milliseconds. */
export const streamRetention = 24 * 60 * 60 * 1000;
