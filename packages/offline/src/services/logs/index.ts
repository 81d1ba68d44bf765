import { existsSync } from "node:fs";
import { join } from "node:path";
import { named } from "../../graph/naming";
import { atMost } from "../../protocol/body";
import { type JsonInput, jsonProtocol, type JsonOutput } from "../../protocol/json";
import { awsService, type Operations, type Protocol } from "../../protocol/operations";
import type { Access, Location } from "../../protocol/service";
import { PendingEvents } from "../deliveries/pending-events";
import { regional } from "../regional";
import { logStreamArn } from "./arn";
import { groupsOf, resourcePolicyOf, resourcePolicyType } from "./declared";
import { LogDelivery } from "./delivery";
import { describeLogGroups, describeLogStreams } from "./describe";
import { groupNameOf, groupReadBy, streamNameOf } from "./input";
import { createLogGroup, createLogStream, putLogEvents } from "./put";
import { filterLogEvents, getLogEvents } from "./read";
import { LogStore } from "./store/store";
import { isFunction, subscription, subscriptionsOf, subscriptionType } from "./subscriptions/declared";
import { Subscriptions } from "./subscriptions/subscriptions";

/** A batch of events has a megabyte; a control character takes six times as much in JSON. */
const largestRequest = atMost(8 * 1024 ** 2);

const protocol: Protocol<JsonInput, JsonOutput> = {
  ...jsonProtocol({ code: "AccessDeniedException", status: 400 }),
  bodyLimit: () => largestRequest,
};

/** CloudWatch Logs: what functions log, and what they put there themselves. */
export const logs = regional({
  name: "logs",
  resources: {
    "aws:cloudwatch/logGroup:LogGroup": {
      serves: true,
      computed: named("logs", (name) => `log-group:${name}`),
    },
    [subscriptionType]: { serves: isFunction, only: "to functions", computed: subscription },
    [resourcePolicyType]: { serves: true, computed: ({ inputs }) => ({ id: String(inputs.policyName) }) },
  },
  open(graph, context) {
    const { activity, clock, data, log, metrics, targets } = context;
    const { opening } = data;
    const { served, unserved } = subscriptionsOf(graph);
    const path = join(data.path, "logs", "subscriptions", "deliveries.jsonl");
    // What an earlier program's subscriptions left is told as well.
    const subscriptions =
      served.length > 0 || existsSync(path)
        ? new Subscriptions({
            subscriptions: served,
            pending: new PendingEvents(path, opening),
            ...{ location: graph, activity, clock, log },
          })
        : undefined;
    const store = new LogStore({
      ...{ directory: data.directory("logs"), opening, declared: groupsOf(graph), report: log },
      observe: (line) => metrics.takeLine(line),
      takerOf: (group) => subscriptions?.takerOf(group),
    });
    return {
      aws: awsService("logs", protocol, operationsOn(store, graph, subscriptions)),
      accepts: {
        [`arn:aws:logs:${graph.region}:`]: new LogDelivery({
          ...context,
          ...{ store, location: graph, policy: resourcePolicyOf(graph), report: log },
        }),
      },
      unserved,
      start: () => subscriptions?.start(targets),
      close: async () => {
        await subscriptions?.close();
        await store.close();
      },
    };
  },
});

/** Names of the group that is read. */
const readGroup = ["logGroupName", "logGroupIdentifier"] as const;
const readEvents = [...readGroup, "startTime", "endTime", "nextToken", "limit", "startFromHead"] as const;

function operationsOn(
  store: LogStore,
  location: Location,
  subscriptions: Pick<Subscriptions, "flush"> | undefined,
): Operations<JsonInput, JsonOutput> {
  const access = (action: string, group: string, stream = ""): Access => ({
    action,
    resource: logStreamArn(location, group, stream),
  });
  /** What these do is on the disk when it is answered. */
  const saved =
    (run: (input: JsonInput) => JsonOutput) =>
    async (input: JsonInput): Promise<JsonOutput> => {
      const output = run(input);
      await store.save();
      return output;
    };
  return {
    CreateLogGroup: {
      members: ["logGroupName", "logGroupClass"],
      access: (input) => [access("logs:CreateLogGroup", groupNameOf(input))],
      run: saved((input) => createLogGroup(store, input)),
    },
    CreateLogStream: {
      members: ["logGroupName", "logStreamName"],
      access: (input) => [access("logs:CreateLogStream", groupNameOf(input), streamNameOf(input))],
      run: saved((input) => createLogStream(store, input)),
    },
    DescribeLogGroups: {
      members: [
        ...["logGroupNamePrefix", "logGroupNamePattern", "logGroupClass", "logGroupIdentifiers"],
        ...["nextToken", "limit"],
      ],
      access: () => [{ action: "logs:DescribeLogGroups", resource: "*" }],
      run: (input) => describeLogGroups(store, input, location),
    },
    DescribeLogStreams: {
      members: [...readGroup, "logStreamNamePrefix", "orderBy", "descending", "nextToken", "limit"],
      access: (input) => [access("logs:DescribeLogStreams", groupReadBy(input))],
      run: (input) => describeLogStreams(store, input, location),
    },
    FilterLogEvents: {
      // Events of several streams are always interleaved, as AWS has it since 2019.
      members: [...readEvents, "logStreamNames", "logStreamNamePrefix", "filterPattern", "interleaved"],
      access: (input) => [access("logs:FilterLogEvents", groupReadBy(input))],
      run: (input) => filterLogEvents(store, input),
    },
    GetLogEvents: {
      members: [...readEvents, "logStreamName"],
      access: (input) => [access("logs:GetLogEvents", groupReadBy(input), streamNameOf(input))],
      run: (input) => getLogEvents(store, input),
    },
    PutLogEvents: {
      // AWS ignores sequence tokens since 2023.
      members: ["logGroupName", "logStreamName", "logEvents", "sequenceToken"],
      access: (input) => [access("logs:PutLogEvents", groupNameOf(input), streamNameOf(input))],
      run: async (input) => {
        const output = putLogEvents(store, input, Date.now());
        await Promise.all([store.save(), subscriptions?.flush()]);
        return output;
      },
    },
  };
}
