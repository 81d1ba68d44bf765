import {
  DescribeInstancesCommand,
  EC2Client,
  type Instance,
  type InstanceStateName,
  StartInstancesCommand,
  StopInstancesCommand,
} from "@aws-sdk/client-ec2";
import type { Output } from "@pulumi/pulumi";
import type { APIGatewayProxyResult } from "aws-lambda";
import { containerAnswer, containerController } from "./containers";
import type { EngineEnvironment } from "./engine";
import { json, problem, respond } from "../kit/http";
import { bodyOf } from "../kit/schema";

const actions = ["start", "stop", "status"] as const;
/** What may be done with an instance or a container. */
export type Action = (typeof actions)[number];

/** EC2 gives new instances 17 hexadecimal digits; the oldest ones have 8. */
const instanceIdPattern = "^i-([0-9a-f]{8}|[0-9a-f]{17})$";

/** The body of `POST /manage`. */
export const manageRequest = {
  title: "ManageRequest",
  type: "object",
  properties: {
    action: { type: "string", enum: actions, description: "What to do" },
    instance_id: { type: "string", pattern: instanceIdPattern, description: "The EC2 instance" },
  },
  required: ["action", "instance_id"],
  additionalProperties: false,
} as const;

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
    instance_id: { type: "string", pattern: instanceIdPattern, description: "The EC2 instance" },
    state: {
      type: "string",
      enum: ["pending", "running", "shutting-down", "terminated", "stopping", "stopped"],
      description: "Its state, in EC2's words",
    },
    type: { type: "string", description: "The instance type, such as t2.micro; on status alone" },
  },
  required: ["instance_id", "state"],
} as const;

/** What `GET /infra` answers, by its target. */
export const infraAnswer = { title: "InfraAnswer", oneOf: [instanceAnswer, containerAnswer] } as const;

/** What the control handlers know of their stack. */
export interface ControlEnvironment {
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

const hasName = (error: unknown, name: string): error is Error => error instanceof Error && error.name === name;

const find = async (ec2: EC2Client, instanceId: string): Promise<Instance> => {
  try {
    const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [instanceId] }));
    const instance = Reservations?.[0]?.Instances?.[0];
    if (instance) return instance;
  } catch (error) {
    if (!hasName(error, "InvalidInstanceID.NotFound")) throw error;
  }
  throw problem(404, "Instance not found", `no instance ${instanceId} in this region`);
};

const stateOf = (instance: Instance): InstanceStateName | undefined => instance.State?.Name;

const isGone = (state: InstanceStateName | undefined): boolean => state === "terminated" || state === "shutting-down";

const refused = (action: string, state: string | undefined) =>
  problem(409, `Cannot ${action} the instance`, `the instance is ${state}`);

const act = async (ec2: EC2Client, action: "start" | "stop", instanceId: string): Promise<void> => {
  const InstanceIds = [instanceId];
  try {
    if (action === "start") await ec2.send(new StartInstancesCommand({ InstanceIds }));
    else await ec2.send(new StopInstancesCommand({ InstanceIds }));
  } catch (error) {
    if (hasName(error, "IncorrectInstanceState")) throw problem(409, `Cannot ${action} the instance`, error.message);
    if (hasName(error, "InsufficientInstanceCapacity")) throw problem(502, "Instance did not start", error.message);
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
const arrives = async (ec2: EC2Client, instanceId: string, transition: Transition, waitSeconds: number) => {
  const deadline = Date.now() + waitSeconds * 1000;
  for (;;) {
    const instance = await find(ec2, instanceId);
    const state = stateOf(instance);
    if (state === transition.target) return true;
    if (isGone(state)) throw refused("change", state);
    if (fellBack(instance, transition)) throw problem(502, "Instance did not start", instance.StateReason?.Message);
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
const controller = (env: ControlEnvironment, ec2: EC2Client) => async (action: Action, instanceId: string) => {
  const instance = await find(ec2, instanceId);
  const tag = instance.Tags?.find(({ Key }) => Key === "atelier:stack")?.Value;
  if (tag !== env.stackTag) {
    throw problem(403, "Instance is not managed by this stack", `its tag atelier:stack is not ${env.stackTag}`);
  }
  if (action === "status") return status(instanceId, instance);

  const transition = transitions[action];
  const state = stateOf(instance);
  if (isGone(state) || (action === "start" && state === "stopping")) throw refused(action, state);
  if (state !== transition.target) await act(ec2, action, instanceId);
  if (await arrives(ec2, instanceId, transition, env.waitSeconds)) {
    return json(200, { status: transition.done, instance_id: instanceId, state: transition.target });
  }
  return json(202, { status: transition.doing, instance_id: instanceId, state: transition.via });
};

/** `POST /manage`: starts, stops or describes the instance that the body names. */
export const manage = (env: ControlEnvironment) => () => {
  const control = controller(env, new EC2Client({}));
  const body = bodyOf(manageRequest);
  return respond(async (event) => {
    const { action, instance_id } = body(event);
    return control(action, instance_id);
  });
};

/** What `GET /infra` knows of its stack besides. */
export interface InfraEnvironment extends ControlEnvironment {
  /** The stack's own instance. */
  instanceId: Output<string>;
  /** Undefined where the stack controls no containers. */
  engine: EngineEnvironment | undefined;
}

/**
 * `GET /infra`: the same by query parameters, for the stack's own instance unless `instance_id` names another; with
 * `target=docker` for the container that `name` names.
 */
export const infra = (env: InfraEnvironment) => () => {
  const control = controller(env, new EC2Client({}));
  const controlContainer = containerController(env.engine);
  const ownInstanceId = env.instanceId.get();
  const validInstanceId = new RegExp(instanceIdPattern);
  return respond(async (event) => {
    const { action, target = "ec2", instance_id: instanceId = ownInstanceId, name } = event.queryStringParameters ?? {};
    const known = actions.find((one) => one === action);
    if (!known) throw problem(400, "Unknown action", `action must be one of ${actions.join(", ")}`);
    if (target === "docker") return controlContainer(known, name);
    if (target !== "ec2") throw problem(400, "Unknown target", "target must be ec2 or docker");
    if (!validInstanceId.test(instanceId)) {
      throw problem(400, "Malformed instance id", "instance_id must be i- and 8 or 17 hexadecimal digits");
    }
    return control(known, instanceId);
  });
};
