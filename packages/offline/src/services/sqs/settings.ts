/** A queue as the program declares it. */
export interface QueueSettings {
  name: string;
  arn: string;
  url: string;
  delaySeconds: number;
  /** Bytes of a message, its attributes included. */
  maxMessageSize: number;
  messageRetentionSeconds: number;
  receiveWaitTimeSeconds: number;
  visibilityTimeoutSeconds: number;
  redrivePolicy?: RedrivePolicy;
  /** Its resource policy, as JSON. */
  policy?: string;
}

/** Where messages go that are received too often without being deleted. */
export interface RedrivePolicy {
  deadLetterTargetArn: string;
  maxReceiveCount: number;
}

/** The name in a queue's ARN. */
export const queueName = (arn: string): string => arn.slice(arn.lastIndexOf(":") + 1);
