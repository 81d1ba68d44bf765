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
