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
    private readonly metrics: Pick<Metrics, "reported" | "gauge">,
    private readonly queueName: string,
  ) {
    const reported = (name: string, unit: ReportedUnit = "Count") => metrics.reported(this.metric(name), unit);
    this.sentMessages = reported("NumberOfMessagesSent");
    this.sentBytes = reported("SentMessageSize", "Bytes");
    this.receivedMessages = reported("NumberOfMessagesReceived");
    this.emptyReceives = reported("NumberOfEmptyReceives");
    this.deletedMessages = reported("NumberOfMessagesDeleted");
  }

  /** Has the queue's depth read once a minute. */
  gauge(depth: () => Depth): void {
    const gauge = (name: string, unit: ReportedUnit, read: (now: Depth) => number): void =>
      this.metrics.gauge(this.metric(name), unit, () => read(depth()));
    gauge("ApproximateNumberOfMessagesVisible", "Count", ({ visible }) => visible);
    gauge("ApproximateNumberOfMessagesNotVisible", "Count", ({ inFlight }) => inFlight);
    gauge("ApproximateNumberOfMessagesDelayed", "Count", ({ delayed }) => delayed);
    gauge("ApproximateAgeOfOldestMessage", "Seconds", ({ oldestSeconds }) => oldestSeconds);
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

  private metric(name: string) {
    return { namespace: "AWS/SQS", name, dimensions: { QueueName: this.queueName } };
  }
}
