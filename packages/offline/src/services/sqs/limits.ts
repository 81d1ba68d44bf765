/** SQS's own limits (Amazon SQS Developer Guide, "Message quotas"; API reference). */
export const limits = {
  attributes: 10,
  attributeNameLength: 256,
  batchEntries: 10,
  /** All messages of a batch together. */
  batchBytes: 1_048_576,
  entryIdLength: 80,
  /** Queues on one page of a listing. */
  pageSize: 1000,
  purgeMilliseconds: 60_000,
} as const;

/** A queue's settings where the program leaves them out. */
export const defaults = {
  delaySeconds: 0,
  maxMessageSize: 262_144,
  messageRetentionSeconds: 345_600,
  receiveWaitTimeSeconds: 0,
  visibilityTimeoutSeconds: 30,
} as const;
