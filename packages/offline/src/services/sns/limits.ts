/** SNS's own limits (Amazon SNS endpoints and quotas; API reference of Publish and PublishBatch). */
export const limits = {
  /** Characters of a subject: less than 100. */
  subjectLength: 99,
  /** A message with its attributes, and all messages of a batch together. */
  messageBytes: 262_144,
  batchEntries: 10,
  attributeNameLength: 256,
  /** Topics or subscriptions on one page of a listing. */
  pageSize: 100,
  /** Attributes that SQS takes of a message that is delivered raw. */
  rawAttributes: 10,
  filterPolicyKeys: 5,
} as const;

/** How long SNS waits before it tries a delivery again that failed by no fault of its own: doubled each time. */
export const retryDelays = { first: 1_000, longest: 20_000 } as const;
