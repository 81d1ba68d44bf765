import { instanceAnswer, manageRequest } from "../functions/control";
import { outOfCapacity } from "./answers";
import type { Route } from "./api";
import type { LambdaFunction } from "./lambda";
import type { Operation, Tag } from "./openapi";
import { query } from "./parameters";

const tag: Tag = { name: "Control", description: "Infrastructure that is started and stopped over HTTP." };

const description =
  "Actions are idempotent: starting a running instance answers `started`. A start or stop waits up to 20 seconds for the instance; past that it answers 202, and the caller polls `status`.";

const { action, instance_id } = manageRequest.properties;
const instanceId = "i-0a1b2c3d4e5f60718";

const responses: Operation["responses"] = {
  200: {
    description: "Done, or the instance's status",
    schema: instanceAnswer,
    example: { instance_id: instanceId, state: "running", type: "t2.micro" },
  },
  202: {
    description: "Still changing its state; poll `status`",
    schema: instanceAnswer,
    example: { status: "stopping", instance_id: instanceId, state: "stopping" },
  },
  403: {
    description: "The instance is not managed by this stack",
    problems: { "Instance is not managed by this stack": "its tag atelier:stack is not atelier/prod" },
  },
  404: {
    description: "Instance not found",
    problems: { "Instance not found": `no instance ${instanceId} in this region` },
  },
  409: {
    description: "Impossible in the instance's state",
    problems: {
      "Cannot start the instance": "the instance is stopping",
      "Cannot stop the instance": "the instance is terminated",
      "Cannot change the instance": "the instance is shutting-down",
    },
  },
  502: {
    description: "The instance fell back to stopped",
    problems: { "Instance did not start": "Server.InsufficientInstanceCapacity: Insufficient capacity" },
  },
  503: outOfCapacity,
};

/** The functions that control infrastructure, by their route. */
export type ControlFunctions = Record<"manage" | "infra", LambdaFunction>;

/** The routes of instances and containers, with the function of each. */
export const controlRoutes = (functions: ControlFunctions): Route[] => [
  {
    method: "POST",
    path: "/manage",
    id: "manage",
    tag,
    summary: "Start, stop or describe an instance",
    description,
    body: manageRequest,
    example: { action: "start", instance_id: instanceId },
    responses: {
      ...responses,
      400: { description: "Malformed request", problems: { "Invalid request body": "/instance_id is required" } },
    },
    handler: functions.manage,
  },
  {
    method: "GET",
    path: "/infra",
    id: "getInfra",
    tag,
    summary: "Start, stop or describe the stack's instance, another one, or a container",
    description,
    parameters: [
      query("action", true, "What to do", { schema: action, example: "status" }),
      query("instance_id", false, "The instance; by default the stack's own", {
        schema: instance_id,
        example: instanceId,
      }),
      query("target", false, "What to act on: an instance, or a container", {
        schema: { type: "string", enum: ["ec2", "docker"], default: "ec2" },
        example: "ec2",
      }),
      query("name", false, "The container's name, with target=docker", { example: "mycontainer" }),
    ],
    responses: {
      ...responses,
      400: {
        description: "Malformed query",
        problems: {
          "Unknown action": "action must be one of start, stop, status",
          "Unknown target": "target must be ec2 or docker",
          "Malformed instance id": "instance_id must be i- and 8 or 17 hexadecimal digits",
        },
      },
      501: { description: "Docker is not configured on this stack" },
    },
    handler: functions.infra,
  },
];
