import { randomUUID } from "node:crypto";
import { UserError } from "../../errors";
import {
  type Graph,
  json,
  object,
  ofType,
  optionalText,
  type Properties,
  type Resource,
  text,
} from "../../graph/graph";
import { parseJson } from "../../parse-json";
import { compile } from "../../protocol/iam/compile";
import type { Unserved } from "../module";
import { type BusEvent, type EventRecipient, eventOf } from "../events/event";
import { InvalidExpression } from "../events/expression";
import { retryOf } from "../deliveries/recipient";
import type { Schedule } from "../events/schedules";
import { timetableOf } from "./timetable";

export const scheduleType = "aws:scheduler/schedule:Schedule";
export const groupType = "aws:scheduler/scheduleGroup:ScheduleGroup";

/** The group that there is without being declared. */
export const defaultGroup = "default";

/** What schedules hand to; other targets, such as the universal ones, are recorded only. */
const served = /^arn:aws:(lambda:[^:]*:\d+:function:|(sqs|sns):[^:]*:\d+:(?!.*\.fifo$)|events:[^:]*:\d+:event-bus\/)/;

const targetOf = ({ inputs }: Resource): Properties => object(inputs, "target");

/** Whether the host can serve a schedule: one whose target it hands events to. */
export const isHandedTo = (schedule: Resource): boolean => served.test(text(targetOf(schedule), "arn"));

/** Schedules that nothing comes of. */
export const unservedSchedules = (graph: Graph): Unserved[] =>
  ofType(graph, scheduleType)
    .filter((schedule) => !isHandedTo(schedule))
    .map((schedule) => {
      return {
        breaks: true,
        text: `schedule ${schedule.name} does nothing: ${text(targetOf(schedule), "arn")} is not served`,
      };
    });

/**
 * The schedules of EventBridge Scheduler that a program declares. A flexible window is used at its beginning.
 *
 * @param start when rates begin to count, in milliseconds since the epoch
 * @throws UserError for what AWS would refuse, naming the resource
 */
export const schedulesOf = (graph: Graph, start: number): Schedule[] =>
  ofType(graph, scheduleType)
    .filter(isHandedTo)
    .map((schedule) => {
      const { name: logicalName, inputs, outputs } = schedule;
      const refuse = (why: string) => new UserError(`AWS would refuse the schedule ${logicalName}: ${why}`);
      const arn = text(outputs, "arn");
      return {
        name: text(outputs, "name"),
        logicalName,
        arn,
        expression: text(inputs, "scheduleExpression"),
        enabled: inputs.state !== "DISABLED",
        timetable: checkedTimetable(inputs, start, refuse),
        recipients: [recipientOf(schedule, graph, refuse)],
        eventAt: (time) => scheduledEvent(arn, time),
      };
    });

type Refuse = (why: string) => UserError;

function checkedTimetable(inputs: Properties, start: number, refuse: Refuse) {
  try {
    return timetableOf(inputs, start);
  } catch (error) {
    if (error instanceof InvalidExpression) throw refuse(error.message);
    throw error;
  }
}

/** What a target gets without an input ("Managing targets" in the EventBridge Scheduler User Guide). Its detail is a text. */
const scheduledEvent = (arn: string, time: number): BusEvent =>
  eventOf({ "detail-type": "Scheduled Event", source: "aws.scheduler", detail: "{}", resources: [arn], time }, arn);

function recipientOf(schedule: Resource, graph: Graph, refuse: Refuse): EventRecipient {
  const { outputs } = schedule;
  const target = targetOf(schedule);
  const [arn, sourceArn, roleArn] = [text(target, "arn"), text(outputs, "arn"), text(target, "roleArn")];
  checkTrust(roleArn, sourceArn, graph, refuse);
  const sender = { roleArn };
  const deadLetterArn = optionalText(object(target, "deadLetterConfig"), "arn");
  const input = optionalText(target, "input");
  const isBus = arn.includes(":event-bus/");
  if (isBus && input !== undefined && parseJson(input) === undefined) throw refuse(`the input ${input} is no JSON`);
  return {
    sourceArn,
    service: "EventBridge",
    source: `the schedule ${text(outputs, "name")}`,
    id: "target",
    arn,
    sender,
    bodyOf: isBus
      ? putterOf(target, sourceArn, refuse)
      : (event) => filled(input, event, sourceArn) ?? JSON.stringify(event),
    takesJson: /:function:/.test(arn),
    // As all that a schedule does, this is by its role.
    deadLetter: deadLetterArn === undefined ? undefined : { arn: deadLetterArn, sender },
    retry: retryOf(target, refuse),
  };
}

/** A schedule's role must let the scheduler act by it; of a role that the program does not declare nothing is known. */
function checkTrust(roleArn: string, sourceArn: string, graph: Graph, refuse: Refuse): void {
  const role = ofType(graph, "aws:iam/role:Role").find(({ outputs }) => outputs.arn === roleArn);
  if (!role) return;
  const trust = compile([JSON.parse(json(role.inputs, "assumeRolePolicy"))], "trust");
  const context = { "aws:SourceArn": sourceArn, "aws:SourceAccount": graph.account };
  const principal = { service: "scheduler.amazonaws.com" };
  if (trust({ action: "sts:AssumeRole", resource: roleArn, context, principal }) !== "allow")
    throw refuse(`the trust policy of ${roleArn} does not let scheduler.amazonaws.com assume it`);
}

/** What a bus is told: the input is the event's detail. */
function putterOf(target: Properties, sourceArn: string, refuse: Refuse): EventRecipient["bodyOf"] {
  const { detailType, source } = object(target, "eventbridgeParameters");
  if (typeof detailType !== "string" || typeof source !== "string")
    throw refuse("an event bus wants eventbridgeParameters with a detailType and a source");
  const input = optionalText(target, "input") ?? "{}";
  return (event) => {
    const detail = parseJson(filled(input, event, sourceArn) ?? "{}");
    return JSON.stringify({ source, "detail-type": detailType, detail, time: event.time, resources: [sourceArn] });
  };
}

/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html */
function filled(input: string | undefined, { time }: BusEvent, sourceArn: string): string | undefined {
  return input
    ?.replaceAll("<aws.scheduler.schedule-arn>", sourceArn)
    .replaceAll("<aws.scheduler.scheduled-time>", time)
    .replaceAll("<aws.scheduler.execution-id>", randomUUID())
    .replaceAll("<aws.scheduler.attempt-number>", "1");
}
