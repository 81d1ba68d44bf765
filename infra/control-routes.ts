import { infraAnswer, instanceAnswer, manageRequest } from "../functions/control";
import type { Route } from "./api";
import type { LambdaFunction } from "./lambda";
import { query } from "./parameters";

const responses = {
  200: { description: "Done, or the instance's status", schema: instanceAnswer },
  202: { description: "Still changing its state; poll status", schema: instanceAnswer },
  400: { description: "Malformed request" },
  403: { description: "The instance is not managed by this stack, or the key is missing or wrong" },
  404: { description: "Instance not found" },
  409: { description: "Impossible in the instance's state" },
  502: { description: "The instance fell back to stopped" },
};

const infraResponses = {
  ...responses,
  200: { description: "Done, or the status of the instance or the container", schema: infraAnswer },
  400: { description: "Unknown or missing action, unknown target, malformed instance id or container name" },
  403: { description: "The instance or the container is not managed by this stack, or the key is missing or wrong" },
  404: { description: "Instance not found; container not found" },
  409: { description: "Impossible in the state of the instance or the container" },
  501: { description: "Docker is not configured on this stack" },
  502: { description: "The instance fell back to stopped; Docker Engine unreachable" },
};

export type ControlFunctions = Record<"manage" | "infra", LambdaFunction>;

/** The routes of instances and containers, with the function of each. */
export const controlRoutes = (functions: ControlFunctions): Route[] => [
  {
    method: "POST",
    path: "/manage",
    id: "manage",
    summary: "Start, stop or describe an instance",
    body: manageRequest,
    responses,
    handler: functions.manage,
  },
  {
    method: "GET",
    path: "/infra",
    id: "getInfra",
    summary: "Start, stop or describe the stack's instance, another one, or a container",
    parameters: [
      query("action", true, "start, stop or status"),
      query("target", false, "ec2 (the default) or docker"),
      query("instance_id", false, "An instance; by default the stack's own"),
      query("name", false, "The container's name; required with target=docker"),
    ],
    responses: infraResponses,
    handler: functions.infra,
  },
];
