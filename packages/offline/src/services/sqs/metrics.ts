import type { Metrics, Reported, ReportedUnit } from "../../protocol/metrics";

/** What a queue has now. */
export interface Depth {
  visible: number;
  inFlight: number;
  delayed: number;
  /** Age of the oldest message in seconds; 0 without messages. */
  oldestSeconds: number;
}

/**
 * What SQS reports of a queue
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html).
 */
export class QueueMetrics {
  private readonly sentMessages: Reported;
  private readonly sentBytes: Reported;
  private readonly receivedMessages: Reported;
  private readonly emptyReceives: Reported;
  private readonly deletedMessages: Reported;

  constructor(
    private readonly metrics: Pick<Metrics, "reported" | "eachMinute">,
    private readonly queueName: string,
  ) {
    this.sentMessages = this.reported("NumberOfMessagesSent");
    this.sentBytes = this.reported("SentMessageSize", "Bytes");
    this.receivedMessages = this.reported("NumberOfMessagesReceived");
    this.emptyReceives = this.reported("NumberOfEmptyReceives");
    this.deletedMessages = this.reported("NumberOfMessagesDeleted");
  }

  /** Has the queue's depth read once a minute. */
  gauge(depth: () => Depth): void {
    const visibleMessages = this.reported("ApproximateNumberOfMessagesVisible");
    const messagesInFlight = this.reported("ApproximateNumberOfMessagesNotVisible");
    const delayedMessages = this.reported("ApproximateNumberOfMessagesDelayed");
    const oldestMessage = this.reported("ApproximateAgeOfOldestMessage", "Seconds");
    this.metrics.eachMinute(() => {
      const { visible, inFlight, delayed, oldestSeconds } = depth();
      visibleMessages.record(visible);
      messagesInFlight.record(inFlight);
      delayedMessages.record(delayed);
      oldestMessage.record(oldestSeconds);
    });
  }

  sent(bytes: number): void {
    this.sentMessages.record(1);
    this.sentBytes.record(bytes);
  }

  received(messages: number): void {
    if (messages > 0) this.receivedMessages.record(messages);
    else this.emptyReceives.record(1);
  }

  deleted(): void {
    this.deletedMessages.record(1);
  }

  private reported(name: string, unit: ReportedUnit = "Count"): Reported {
    const dimensions = { QueueName: this.queueName };
    return this.metrics.reported({ namespace: "AWS/SQS", name, dimensions }, unit);
  }
}
