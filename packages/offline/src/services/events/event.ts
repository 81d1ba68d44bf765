import { randomUUID } from "node:crypto";
import { isRecord } from "../../is-record";
import { parseJson } from "../../parse-json";
import type { Recipient } from "../deliveries/recipient";

/** An event as rules see it (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html). */
export interface BusEvent {
  version: "0";
  id: string;
  "detail-type": string;
  source: string;
  account: string;
  /** When it was, as ISO 8601 to the second. */
  time: string;
  region: string;
  resources: string[];
  detail: unknown;
}

/** Who gets what a rule or a schedule hands over. */
export interface EventRecipient extends Recipient {
  /** The text that is handed over of an event. */
  bodyOf(event: BusEvent): string;
}

/** What an event says of itself; the rest follows from the bus that takes it. */
export interface EventContent extends Pick<BusEvent, "detail-type" | "source" | "detail"> {
  /** Milliseconds since the epoch. */
  time: number;
  resources?: string[];
}

/** @param busOrRuleArn where it is: an ARN of the region and the account that it names */
export function eventOf({ time, resources = [], ...content }: EventContent, busOrRuleArn: string): BusEvent {
  const [, , , region = "", account = ""] = busOrRuleArn.split(":");
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": content["detail-type"],
    source: content.source,
    account,
    time: new Date(time).toISOString().replace(/\.\d+Z$/, "Z"),
    region,
    resources,
    detail: content.detail,
  };
}

/**
 * What EventBridge sends when a rule fires at a time
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html).
 */
export const scheduledEvent = (ruleArn: string, time: number): BusEvent =>
  eventOf({ "detail-type": "Scheduled Event", source: "aws.events", detail: {}, resources: [ruleArn], time }, ruleArn);

/**
 * An event that has become text on its way to a bus: a whole one has been on another bus; one without an id is new, and
 * gets the rest here. Undefined for what is none.
 */
export function readEvent(text: string, busArn: string): { event: BusEvent; isNew: boolean } | undefined {
  const given = parseJson(text);
  if (!isRecord(given)) return undefined;
  const { id, source, account, region, detail, resources } = given;
  const { time, "detail-type": type } = given;
  if (typeof source !== "string" || typeof type !== "string" || typeof time !== "string") return undefined;
  const named = Array.isArray(resources) ? resources.filter((one) => typeof one === "string") : [];
  const content = { "detail-type": type, source, detail, time: Date.parse(time), resources: named };
  const event = eventOf(content, busArn);
  if (typeof id !== "string" || typeof account !== "string" || typeof region !== "string")
    return { event, isNew: true };
  return { event: { ...event, id, account, region }, isNew: false };
}
