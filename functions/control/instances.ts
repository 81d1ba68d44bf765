import {
  DescribeInstancesCommand,
  type Instance,
  type InstanceStateName,
  StartInstancesCommand,
  StopInstancesCommand,
} from "@aws-sdk/client-ec2";
import type { APIGatewayProxyResult } from "aws-lambda";
import type { FromSchema } from "json-schema-to-ts";
import type { Tag } from "../kit/endpoint";
import { hasName, problem } from "../kit/errors";
import { json } from "../kit/http";
import { type Region, type RegionsEnvironment, regionSchema } from "./regions";

/** The chapter of instances and containers. */
export const tag: Tag = { name: "Control", description: "Infrastructure that is started and stopped over HTTP." };

/** What callers of both routes have to know. */
export const description =
  "Actions are idempotent: starting a running instance answers `started`. A start or stop waits up to 20 seconds for the instance; past that it answers 202, and the caller polls `status`.";

/** What may be done with an instance or a container. */
export const actionSchema = {
  type: "string",
  enum: ["start", "stop", "status"],
  description: "What to do",
} as const;
export type Action = FromSchema<typeof actionSchema>;

/** EC2 gives new instances 17 hexadecimal digits; the oldest ones have 8. */
export const instanceIdSchema = {
  type: "string",
  pattern: "^i-([0-9a-f]{8}|[0-9a-f]{17})$",
  description: "The EC2 instance",
} as const;

/** An instance's id. */
export const instanceIdExample = "i-0a1b2c3d4e5f60718";

/** What `POST /manage` and `GET /infra` answer about an instance: `status` after an action, `type` on its status. */
export const instanceAnswer = {
  title: "InstanceAnswer",
  type: "object",
  properties: {
    status: {
      type: "string",
      enum: ["started", "stopped", "starting", "stopping"],
      description: "What came of the action; missing on status",
    },
    instance_id: instanceIdSchema,
    state: {
      type: "string",
      enum: ["pending", "running", "shutting-down", "terminated", "stopping", "stopped"],
      description: "Its state, in EC2's words",
    },
    type: { type: "string", description: "The instance type, such as t2.micro; on status alone" },
  },
  required: ["instance_id", "state"],
} as const;

/** What `GET /infra?action=list` answers. */
export const instancesAnswer = {
  title: "InstancesAnswer",
  type: "object",
  properties: {
    instances: {
      type: "array",
      description: "The stack's own instances: one in each region that it controls, its own region first",
      items: {
        type: "object",
        properties: {
          region: { ...regionSchema, description: "Where it is" },
          instance_id: instanceIdSchema,
          state: instanceAnswer.properties.state,
          type: { type: "string", description: "The instance type, such as t2.micro" },
        },
        required: ["region", "instance_id", "state"],
      },
    },
  },
  required: ["instances"],
} as const;

/** A running instance, as its status is answered. */
export const statusExample: FromSchema<typeof instanceAnswer> = {
  instance_id: instanceIdExample,
  state: "running",
  type: "t2.micro",
};

const titles = {
  unmanaged: "Instance is not managed by this stack",
  missing: "Instance not found",
  start: "Cannot start the instance",
  stop: "Cannot stop the instance",
  change: "Cannot change the instance",
  notStarted: "Instance did not start",
} as const;

/** The titles of what may go wrong with instances, by status, each with an example of its detail. */
export const instanceProblems = {
  403: { [titles.unmanaged]: "its tag atelier:stack is not atelier/prod" },
  404: { [titles.missing]: `no instance ${instanceIdExample} in this region` },
  409: {
    [titles.start]: "the instance is stopping",
    [titles.stop]: "the instance is terminated",
    [titles.change]: "the instance is shutting-down",
  },
  502: { [titles.notStarted]: "Server.InsufficientInstanceCapacity: Insufficient capacity" },
};

/** What is answered while the instance changes its state. */
export const stillChanging = {
  description: "Still changing its state; poll `status`",
  schema: instanceAnswer,
  example: { status: "stopping", instance_id: instanceIdExample, state: "stopping" },
} as const;

/** What the control handlers know of their stack. */
export interface ControlEnvironment extends RegionsEnvironment {
  /** Value of the tag `atelier:stack` that an instance must carry to be managed here: `<project>/<stack>`. */
  stackTag: string;
  /** How long a request waits for an instance to change its state, in seconds. */
  waitSeconds: number;
}

/** What an action asks for, and the words its answers use. */
const transitions = {
  start: { target: "running", via: "pending", done: "started", doing: "starting" },
  stop: { target: "stopped", via: "stopping", done: "stopped", doing: "stopping" },
} as const;
type Transition = (typeof transitions)[keyof typeof transitions];

/** What EC2 says of an instance; undefined of one that it does not know, or not any more. */
const describe = async ({ ec2 }: Region, instanceId: string): Promise<Instance | undefined> => {
  try {
    const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [instanceId] }));
    return Reservations?.[0]?.Instances?.[0];
  } catch (error) {
    if (!hasName(error, "InvalidInstanceID.NotFound")) throw error;
    return undefined;
  }
};

const find = async (region: Region, instanceId: string): Promise<Instance> => {
  const instance = await describe(region, instanceId);
  if (!instance) throw problem(404, titles.missing, `no instance ${instanceId} in ${region.name}`);
  return instance;
};

const stateOf = (instance: Instance): InstanceStateName | undefined => instance.State?.Name;

const isGone = (state: InstanceStateName | undefined): boolean => state === "terminated" || state === "shutting-down";

const refused = (action: "start" | "stop" | "change", state: string | undefined) =>
  problem(409, titles[action], `the instance is ${state}`);

const act = async ({ ec2 }: Region, action: "start" | "stop", instanceId: string): Promise<void> => {
  const InstanceIds = [instanceId];
  try {
    if (action === "start") await ec2.send(new StartInstancesCommand({ InstanceIds }));
    else await ec2.send(new StopInstancesCommand({ InstanceIds }));
  } catch (error) {
    if (hasName(error, "IncorrectInstanceState")) throw problem(409, titles[action], error.message);
    if (hasName(error, "InsufficientInstanceCapacity")) throw problem(502, titles.notStarted, error.message);
    throw error;
  }
};

/** Whether EC2 gave up on a start. An instance somebody stopped says `Client.UserInitiatedShutdown`, perhaps still from before. */
const fellBack = (instance: Instance, { target }: Transition): boolean =>
  target === "running" &&
  stateOf(instance) === "stopped" &&
  instance.StateReason?.Code !== undefined &&
  instance.StateReason.Code !== "Client.UserInitiatedShutdown";

/** Polls until the instance is in the transition's target state. Returns whether it got there in time. */
const arrives = async (region: Region, instanceId: string, transition: Transition, waitSeconds: number) => {
  const deadline = Date.now() + waitSeconds * 1000;
  for (;;) {
    const instance = await find(region, instanceId);
    const state = stateOf(instance);
    if (state === transition.target) return true;
    if (isGone(state)) throw refused("change", state);
    if (fellBack(instance, transition)) throw problem(502, titles.notStarted, instance.StateReason?.Message);
    if (Date.now() >= deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, Math.min(500, waitSeconds * 100)));
  }
};

const status = (instanceId: string, instance: Instance): APIGatewayProxyResult =>
  json(200, { instance_id: instanceId, state: stateOf(instance), type: instance.InstanceType });

/**
 * Describes first, which decides between 404 and 403 (EC2 itself answers an unknown id under a tag condition with
 * UnauthorizedOperation), then acts, then waits.
 */
export const instanceController =
  (env: ControlEnvironment) => async (action: Action, region: Region, instanceId: string) => {
    const instance = await find(region, instanceId);
    const tag = instance.Tags?.find(({ Key }) => Key === "atelier:stack")?.Value;
    if (tag !== env.stackTag) {
      throw problem(403, titles.unmanaged, `its tag atelier:stack is not ${env.stackTag}`);
    }
    if (action === "status") return status(instanceId, instance);

    const transition = transitions[action];
    const state = stateOf(instance);
    if (isGone(state) || (action === "start" && state === "stopping")) throw refused(action, state);
    if (state !== transition.target) await act(region, action, instanceId);
    if (await arrives(region, instanceId, transition, env.waitSeconds)) {
      return json(200, { status: transition.done, instance_id: instanceId, state: transition.target });
    }
    return json(202, { status: transition.doing, instance_id: instanceId, state: transition.via });
  };

/** The stack's own instances in these regions. One that EC2 has forgotten was terminated, about an hour ago or more. */
export const listInstances = async (regions: Region[]): Promise<APIGatewayProxyResult> => {
  const instances = await Promise.all(
    regions.map(async (region) => {
      const instance = await describe(region, region.instanceId);
      const state = instance ? stateOf(instance) : "terminated";
      return { region: region.name, instance_id: region.instanceId, state, type: instance?.InstanceType };
    }),
  );
  return json(200, { instances });
};
