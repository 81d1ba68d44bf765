import type { Filter } from "./filter/filter";

/** A topic as the program declares it. */
export interface Topic {
  name: string;
  arn: string;
  /** Who its e-mail is from, for people. */
  displayName: string;
  /** Its resource policy, as JSON. */
  policy: string;
  /** The key that messages are encrypted with: an id, an ARN or an alias. */
  kmsMasterKeyId?: string;
  /** The version that the signature of its messages says. */
  signatureVersion: string;
  /** Those that the host delivers to. */
  subscriptions: Subscription[];
}

/** What the host delivers to. */
export const protocols = ["email", "email-json", "lambda", "sqs"] as const;

export type SubscriptionProtocol = (typeof protocols)[number];

/** A subscription as the program declares it. */
export interface Subscription {
  arn: string;
  topicArn: string;
  protocol: SubscriptionProtocol;
  /** ARN of a queue or a function, or an e-mail address. */
  endpoint: string;
  /** Whether the endpoint gets the message alone, without SNS's envelope. */
  isRaw: boolean;
  /** Which messages it wants; all, if undefined. */
  filter?: SubscriptionFilter;
  /** ARN of the queue that gets the messages that cannot be delivered. */
  deadLetterArn?: string;
}

/** What a filter looks at. */
export type FilterScope = "MessageAttributes" | "MessageBody";

export interface SubscriptionFilter {
  scope: FilterScope;
  /** The filter policy as JSON. */
  policy: string;
  accepts: Filter;
}
