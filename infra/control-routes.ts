import { infraAnswer, instanceAnswer, manageRequest } from "../functions/control/instances";
import { outOfCapacity } from "./answers";
import type { Route } from "./api/api";
import type { LambdaFunction } from "./blocks/lambda";
import type { Operation, Tag } from "./api/openapi";
import { query } from "./parameters";

const tag: Tag = { name: "Control", description: "Infrastructure that is started and stopped over HTTP." };

const description =
  "Actions are idempotent: starting a running instance answers `started`. A start or stop waits up to 20 seconds for the instance; past that it answers 202, and the caller polls `status`.";

const { action, instance_id } = manageRequest.properties;
const instanceId = "i-0a1b2c3d4e5f60718";

const ofInstances = {
  202: {
    description: "Still changing its state; poll `status`",
    schema: instanceAnswer,
    example: { status: "stopping", instance_id: instanceId, state: "stopping" },
  },
  403: { "Instance is not managed by this stack": "its tag atelier:stack is not atelier/prod" },
  404: { "Instance not found": `no instance ${instanceId} in this region` },
  409: {
    "Cannot start the instance": "the instance is stopping",
    "Cannot stop the instance": "the instance is terminated",
    "Cannot change the instance": "the instance is shutting-down",
  },
  502: { "Instance did not start": "Server.InsufficientInstanceCapacity: Insufficient capacity" },
};

const ofContainers = {
  403: { "Container is not managed by this stack": "it has no label atelier.managed=true" },
  404: { "Container not found": "the engine has no container mycontainer" },
  409: { "Cannot start the container": "", "Cannot stop the container": "" },
  502: { "Docker Engine unreachable": "connect ECONNREFUSED 172.17.0.1:2375" },
};

const manageResponses: Operation["responses"] = {
  200: {
    description: "Done, or the instance's status",
    schema: instanceAnswer,
    example: { instance_id: instanceId, state: "running", type: "t2.micro" },
  },
  202: ofInstances[202],
  400: { description: "Malformed request", problems: { "Invalid request body": "/instance_id is required" } },
  403: { description: "The instance is not managed by this stack", problems: ofInstances[403] },
  404: { description: "Instance not found", problems: ofInstances[404] },
  409: { description: "Impossible in the instance's state", problems: ofInstances[409] },
  502: { description: "The instance fell back to stopped", problems: ofInstances[502] },
  503: outOfCapacity,
};

const infraResponses: Operation["responses"] = {
  200: {
    description: "Done, or the status of the instance or the container",
    schema: infraAnswer,
    example: { instance_id: instanceId, state: "running", type: "t2.micro" },
  },
  202: ofInstances[202],
  400: {
    description: "Malformed query",
    problems: {
      "Unknown action": "action must be one of start, stop, status",
      "Unknown target": "target must be ec2 or docker",
      "Malformed instance id": "instance_id must be i- and 8 or 17 hexadecimal digits",
      "Malformed container name": "name must match ^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}$",
    },
  },
  403: {
    description: "The instance or the container is not managed by this stack",
    problems: { ...ofInstances[403], ...ofContainers[403] },
  },
  404: {
    description: "Instance not found; container not found",
    problems: { ...ofInstances[404], ...ofContainers[404] },
  },
  409: {
    description: "Impossible in the state of the instance or the container",
    problems: { ...ofInstances[409], ...ofContainers[409] },
  },
  501: {
    description: "The stack controls no containers",
    problems: { "Docker is not configured on this stack": "" },
  },
  502: {
    description: "The instance fell back to stopped; the Docker Engine cannot be spoken to, or failed",
    problems: { ...ofInstances[502], ...ofContainers[502] },
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
    responses: manageResponses,
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
      query("name", false, "The container's name; required with target=docker", { example: "mycontainer" }),
    ],
    responses: infraResponses,
    handler: functions.infra,
  },
];
