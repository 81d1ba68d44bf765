import { named } from "../../graph/naming";
import { type JsonInput, jsonProtocol, type JsonOutput } from "../../protocol/json";
import { awsService, type Operations } from "../../protocol/operations";
import type { Access, Location } from "../../protocol/service";
import type { ServiceModule } from "../module";
import { logStreamArn } from "./arn";
import { groupsOf } from "./declared";
import { LogDelivery } from "./delivery";
import { describeLogGroups, describeLogStreams } from "./describe";
import { groupNameOf, groupReadBy, streamNameOf } from "./input";
import { createLogGroup, createLogStream, putLogEvents } from "./put";
import { filterLogEvents, getLogEvents } from "./read";
import { LogStore } from "./store/store";

const protocol = jsonProtocol({ code: "AccessDeniedException", status: 400 });

/** CloudWatch Logs: what functions log, and what they put there themselves. */
export const logs: ServiceModule = {
  name: "logs",
  resources: {
    "aws:cloudwatch/logGroup:LogGroup": {
      serves: true,
      computed: named("logs", (name) => `log-group:${name}`),
    },
  },
  open(graph, context) {
    const { data, log } = context;
    const { opening } = data;
    const store = new LogStore({ directory: data.directory("logs"), opening, declared: groupsOf(graph), report: log });
    return {
      aws: awsService("logs", protocol, operationsOn(store, graph)),
      accepts: { "arn:aws:logs:": new LogDelivery({ ...context, store, location: graph, report: log }) },
      close: () => store.close(),
    };
  },
};

function operationsOn(store: LogStore, location: Location): Operations<JsonInput, JsonOutput> {
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
      access: (input) => [access("logs:CreateLogGroup", groupNameOf(input))],
      run: saved((input) => createLogGroup(store, input)),
    },
    CreateLogStream: {
      access: (input) => [access("logs:CreateLogStream", groupNameOf(input), streamNameOf(input))],
      run: saved((input) => createLogStream(store, input)),
    },
    DescribeLogGroups: {
      access: () => [{ action: "logs:DescribeLogGroups", resource: "*" }],
      run: (input) => describeLogGroups(store, input, location),
    },
    DescribeLogStreams: {
      access: (input) => [access("logs:DescribeLogStreams", groupReadBy(input))],
      run: (input) => describeLogStreams(store, input, location),
    },
    FilterLogEvents: {
      access: (input) => [access("logs:FilterLogEvents", groupReadBy(input))],
      run: (input) => filterLogEvents(store, input),
    },
    GetLogEvents: {
      access: (input) => [access("logs:GetLogEvents", groupReadBy(input), streamNameOf(input))],
      run: (input) => getLogEvents(store, input),
    },
    PutLogEvents: {
      access: (input) => [access("logs:PutLogEvents", groupNameOf(input), streamNameOf(input))],
      run: saved((input) => putLogEvents(store, input, Date.now())),
    },
  };
}
