import type { Metrics, Reported, ReportedUnit } from "../../protocol/metrics";
import type { Topic } from "./settings";

/** The metrics that SNS reports of a topic (https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html). */
const metricUnits = {
  NumberOfMessagesPublished: "Count",
  PublishSize: "Bytes",
  NumberOfNotificationsDelivered: "Count",
  NumberOfNotificationsFailed: "Count",
  NumberOfNotificationsFilteredOut: "Count",
} as const satisfies Record<string, ReportedUnit>;

type TopicMetrics = Record<keyof typeof metricUnits, Reported>;

/** What the topics of a program report of themselves. */
export class TopicReports {
  private readonly byArn: Map<string, TopicMetrics>;

  constructor(topics: readonly Topic[], metrics: Pick<Metrics, "reported">) {
    const metricsOf = ({ name: TopicName }: Topic): TopicMetrics => {
      const of = (name: keyof typeof metricUnits): Reported =>
        metrics.reported({ namespace: "AWS/SNS", name, dimensions: { TopicName } }, metricUnits[name]);
      return {
        NumberOfMessagesPublished: of("NumberOfMessagesPublished"),
        PublishSize: of("PublishSize"),
        NumberOfNotificationsDelivered: of("NumberOfNotificationsDelivered"),
        NumberOfNotificationsFailed: of("NumberOfNotificationsFailed"),
        NumberOfNotificationsFilteredOut: of("NumberOfNotificationsFilteredOut"),
      };
    };
    this.byArn = new Map(topics.map((topic) => [topic.arn, metricsOf(topic)]));
  }

  record({ arn }: Topic, name: keyof typeof metricUnits, value = 1): void {
    this.byArn.get(arn)?.[name].record(value);
  }
}
