import { join } from "node:path";
import type { Graph } from "../../graph/graph";
import { arn, type Computed, digits, type Naming, physicalName } from "../../graph/naming";
import { atMost } from "../../protocol/body";
import { jsonProtocol } from "../../protocol/json";
import { awsService } from "../../protocol/operations";
import type { AwsService, Call, Location } from "../../protocol/service";
import type { BannerBlock, ServiceModule } from "../module";
import { schedulerTypes } from "../scheduler";
import { schedulesOf, unservedSchedules } from "../scheduler/declared";
import { busArn, busName, busPolicies, busType, declaredBuses, permissionType, policyType } from "./bus";
import { BusTarget, denial } from "./bus-target";
import { Buses } from "./buses";
import { isHandedTo, type Rule, rulesOf, ruleType, targetType, unservedTargets } from "./declared";
import { Deliveries } from "../deliveries/deliveries";
import { scheduledEvent } from "./event";
import { pagesOf } from "./pages";
import { PendingEvents } from "../deliveries/pending-events";
import { accessOf, putEvents, type PutEventsOptions } from "./put-events";
import { nameOfTarget } from "../deliveries/recipient";
import { RuleReports } from "./reports";
import { type Schedule, Schedules } from "./schedules";
import { unsentSources } from "./unsent-sources";

/** EventBridge: buses, rules that fire by the clock or by events, and the schedules of its scheduler. */
export const events: ServiceModule = {
  name: "events",
  resources: {
    [busType]: { serves: true, computed: bus },
    [ruleType]: { serves: true, computed: rule },
    [targetType]: {
      serves: isHandedTo,
      only: "functions, standard queues and topics, log groups and buses",
      computed: target,
    },
    [permissionType]: { serves: true, computed: permission },
    ...schedulerTypes,
    [policyType]: { serves: true, computed: ({ inputs }) => ({ id: String(inputs.eventBusName ?? "default") }) },
  },
  policies: busPolicies,
  open(graph, { accessControl, activity, clock, data, identities, log, metrics, targets }) {
    const rules = rulesOf(graph, clock.now());
    const scheduled = schedulesOf(graph, clock.now());
    const declared = [...rules.flatMap(scheduleOf), ...scheduled];
    const reports = new RuleReports(rules, metrics);
    const deliveries = new Deliveries({
      recipients: [...rules, ...scheduled].flatMap(({ recipients }) => recipients),
      pending: new PendingEvents(join(data.path, "events", "deliveries.jsonl"), data.opening),
      ...{ targets, activity, clock, log },
      onEnd: ({ sourceArn }, isTaken) => reports.record(sourceArn, isTaken ? "Invocations" : "FailedInvocations"),
    });
    const buses = new Buses(rules, deliveries, (one) => reports.record(one.arn, "MatchedEvents", "TriggeredRules"));
    const known = declaredBuses(graph);
    const hasBus = (busArn: string) =>
      known.has(busArn) || busName(busArn) === "default" || rules.some((one) => one.busArn === busArn);
    const onFire = (schedule: Schedule) => reports.record(schedule.arn, "TriggeredRules");
    const schedules = new Schedules({ schedules: declared, deliveries, clock, onFire, log });
    return {
      aws: eventsService(graph, { buses, now: () => clock.now(), hasBus, log }),
      accepts: { "arn:aws:events:": new BusTarget(buses, hasBus, identities, accessControl) },
      unserved: [...unservedTargets(graph), ...unservedSchedules(graph), ...unsentSources(rules, graph)],
      pages: pagesOf(schedules, targets),
      banner: () => bannerOf(schedules, rules),
      start: async () => {
        await deliveries.resume();
        schedules.start();
      },
      close: async () => {
        schedules.close();
        await deliveries.close();
      },
    };
  },
};

/** EventBridge in all regions: a bus's name means one in the region that is asked. */
export function eventsService(
  graph: Pick<Graph, "region" | "account">,
  options: Omit<PutEventsOptions, "location">,
): AwsService {
  const home = inRegion(graph, options);
  const handle = (call: Call) => {
    const { region = graph.region } = call;
    return (region === graph.region ? home : inRegion({ ...graph, region }, options)).handle(call);
  };
  return { ...home, handle };
}

/** Entries have a megabyte together; a control character takes six times as much in JSON. */
const largestRequest = atMost(8 * 1024 ** 2);

const protocol = { ...jsonProtocol(denial), bodyLimit: () => largestRequest };

const inRegion = ({ region, account }: Location, options: Omit<PutEventsOptions, "location">): AwsService =>
  awsService("events", protocol, {
    PutEvents: {
      members: ["Entries"],
      access: (input) => accessOf(input, { region, account }),
      run: (input) => putEvents(input, { ...options, location: { region, account } }),
    },
  });

const scheduleOf = ({ schedule, name, logicalName, arn: ruleArn, enabled, recipients }: Rule): Schedule[] =>
  schedule
    ? [
        {
          name,
          logicalName,
          arn: ruleArn,
          enabled,
          recipients,
          ...schedule,
          eventAt: (time) => scheduledEvent(ruleArn, time),
        },
      ]
    : [];

function bannerOf(schedules: Schedules, rules: readonly Rule[]): BannerBlock[] {
  const whoGets = ({ recipients }: Pick<Rule, "recipients">): string =>
    recipients.map((recipient) => nameOfTarget(recipient.arn)).join(", ");
  return [
    {
      heading: "Schedules",
      rows: schedules.all().map((schedule) => {
        const next = schedules.next(schedule);
        const when = next === undefined ? "" : `next ${new Date(next).toISOString().slice(0, 16)}Z`;
        return [schedule.name, schedule.expression, schedule.enabled ? when : "disabled", whoGets(schedule)];
      }),
    },
    {
      heading: "Rules for events",
      rows: rules.flatMap((one) =>
        one.pattern ? [[one.name, `bus ${busName(one.busArn)}`, one.enabled ? whoGets(one) : "disabled"]] : [],
      ),
    },
  ];
}

function bus(naming: Naming): Computed {
  const name = physicalName(naming);
  return { id: name, name, arn: busArn(name, naming) };
}

/** The bus that a resource is of, as a prefix of ids; none for the default one. */
function ofBus({ inputs: { eventBusName } }: Naming): string {
  return typeof eventBusName === "string" && eventBusName !== "default" ? busName(eventBusName) : "";
}

/** Rules of the default bus are known by their name, those of others by both names. */
function rule(naming: Naming): Computed {
  const name = physicalName(naming);
  const { eventBusName = "default" } = naming.inputs;
  const path = ofBus(naming) === "" ? name : `${ofBus(naming)}/${name}`;
  return { id: path, name, eventBusName, arn: arn(naming, "events", `rule/${path}`) };
}

function target(naming: Naming): Computed {
  const { rule: ruleName, eventBusName = "default", targetId = `terraform-${digits(naming, 26)}` } = naming.inputs;
  const id = [ofBus(naming), String(ruleName), String(targetId)].filter((part) => part !== "").join("-");
  return { id, targetId, eventBusName };
}

/** Permissions of the default bus are known by their statement, those of others by both. */
function permission(naming: Naming): Computed {
  const { eventBusName = "default", statementId } = naming.inputs;
  return { id: [ofBus(naming), String(statementId)].filter((part) => part !== "").join("/"), eventBusName };
}
