import type { Properties } from "../../graph/graph";
import { json, jsonError, readJson } from "../../protocol/json";
import {
  type Access,
  type AwsResponse,
  type Call,
  type Location,
  notImplemented,
  type Service,
} from "../../protocol/service";
import { logStreamArn } from "./arn";
import { describeLogGroups, describeLogStreams } from "./describe";
import { groupNameOf, groupReadBy, streamNameOf } from "./input";
import { createLogGroup, createLogStream, putLogEvents } from "./put";
import { filterLogEvents, getLogEvents } from "./read";
import type { LogStore } from "./store/store";

/** What an operation needs and does. */
interface Operation {
  access: (input: Properties) => Access;
  run: (input: Properties) => object | void;
  /** Whether what it does is to be on the disk when it is answered. */
  writes?: boolean;
}

/** CloudWatch Logs: what functions log, and what they put there themselves. */
export class CloudWatchLogs implements Service {
  readonly name = "logs";
  readonly denialCode = "AccessDeniedException";
  readonly denialStatus = 400;
  readonly fail = jsonError;

  private readonly operations: Record<string, Operation> = {
    CreateLogGroup: {
      access: (input) => this.access("logs:CreateLogGroup", groupNameOf(input)),
      run: (input) => createLogGroup(this.store, input),
      writes: true,
    },
    CreateLogStream: {
      access: (input) => this.access("logs:CreateLogStream", groupNameOf(input), streamNameOf(input)),
      run: (input) => createLogStream(this.store, input),
      writes: true,
    },
    DescribeLogGroups: {
      access: () => ({ action: "logs:DescribeLogGroups", resource: "*" }),
      run: (input) => describeLogGroups(this.store, input, this.location),
    },
    DescribeLogStreams: {
      access: (input) => this.access("logs:DescribeLogStreams", groupReadBy(input)),
      run: (input) => describeLogStreams(this.store, input, this.location),
    },
    FilterLogEvents: {
      access: (input) => this.access("logs:FilterLogEvents", groupReadBy(input)),
      run: (input) => filterLogEvents(this.store, input),
    },
    GetLogEvents: {
      access: (input) => this.access("logs:GetLogEvents", groupReadBy(input), streamNameOf(input)),
      run: (input) => getLogEvents(this.store, input),
    },
    PutLogEvents: {
      access: (input) => this.access("logs:PutLogEvents", groupNameOf(input), streamNameOf(input)),
      run: (input) => putLogEvents(this.store, input, Date.now()),
      writes: true,
    },
  };

  constructor(
    private readonly store: LogStore,
    private readonly location: Location,
  ) {}

  async handle({ request, authorize }: Call): Promise<AwsResponse> {
    const { operation: name, input } = await readJson(request);
    const operation = Object.hasOwn(this.operations, name) ? this.operations[name] : undefined;
    if (!operation) throw notImplemented("logs", name);
    authorize([operation.access(input)]);
    const answer = operation.run(input);
    if (operation.writes) await this.store.save();
    return answer === undefined ? { ...json(200, {}), body: "" } : json(200, answer);
  }

  close(): Promise<void> {
    return this.store.close();
  }

  private access(action: string, group: string, stream = ""): Access {
    return { action, resource: logStreamArn(this.location, group, stream) };
  }
}
