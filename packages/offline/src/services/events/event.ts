import { randomUUID } from "node:crypto";
import type { Location } from "../../protocol/service";

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html */
export interface ScheduledEvent {
  version: "0";
  id: string;
  "detail-type": "Scheduled Event";
  source: "aws.events";
  account: string;
  /** When it is for, to the second. */
  time: string;
  region: string;
  /** The rule's ARN. */
  resources: [string];
  detail: Record<string, never>;
}

/** What EventBridge sends when a rule fires at a time. */
export const scheduledEvent = (ruleArn: string, time: number, { account, region }: Location): ScheduledEvent => ({
  version: "0",
  id: randomUUID(),
  "detail-type": "Scheduled Event",
  source: "aws.events",
  account,
  time: new Date(time).toISOString().replace(/\.\d+Z$/, "Z"),
  region,
  resources: [ruleArn],
  detail: {},
});
