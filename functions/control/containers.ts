import type { APIGatewayProxyResult } from "aws-lambda";
import type { FromSchema } from "json-schema-to-ts";
import type { Parameter } from "../kit/endpoint";
import { problem } from "../kit/errors";
import { json } from "../kit/http";
import { checkOf } from "../kit/schema";
import {
  answerSeconds,
  type Ask,
  documentOf,
  engineAt,
  type EngineEnvironment,
  messageOf,
  unreachable,
} from "./engine";
import type { Action } from "./instances";

/** What `GET /infra?target=docker` answers. */
export const containerAnswer = {
  title: "ContainerAnswer",
  type: "object",
  properties: {
    status: { type: "string", description: "started or stopped; on status the engine's own word, such as running" },
    target: { type: "string", enum: ["docker"] },
    container: { type: "string", description: "The container's name" },
  },
  required: ["status", "target", "container"],
} as const;

/** What the engine says of a container, as far as it matters here. */
const containerSchema = {
  type: "object",
  properties: {
    Id: { type: "string", pattern: "^[0-9a-f]{64}$" },
    State: { type: "object", properties: { Status: { type: "string" } }, required: ["Status"] },
    Config: {
      type: "object",
      properties: { Labels: { type: ["object", "null"], additionalProperties: { type: "string" } } },
    },
  },
  required: ["Id", "State", "Config"],
} as const;
type Container = FromSchema<typeof containerSchema>;

/** Docker's own rule for names, with an end. */
const namePattern = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}$/;

const titles = {
  malformed: "Malformed container name",
  unmanaged: "Container is not managed by this stack",
  missing: "Container not found",
  start: "Cannot start the container",
  stop: "Cannot stop the container",
  unconfigured: "Docker is not configured on this stack",
} as const;

const malformed = `name: must match ${namePattern.source}`;
const unmanaged = "it has no label atelier.managed=true";

/** The container in a query. Its form counts only where it is acted on, so that it is checked there. */
export const containerName = {
  description: "The container's name; required with target=docker",
  example: "mycontainer",
} as const satisfies Parameter;

/** The titles of what may go wrong with containers, by status, each with an example of its detail. */
export const containerProblems = {
  400: { [titles.malformed]: malformed },
  403: { [titles.unmanaged]: unmanaged },
  404: { [titles.missing]: `the engine has no container ${containerName.example}` },
  409: { [titles.start]: "", [titles.stop]: "" },
  501: { [titles.unconfigured]: "" },
  502: { "Docker Engine unreachable": "connect ECONNREFUSED 172.17.0.1:2375" },
};

/** Seconds that the engine leaves a container to end by itself, before it kills it. */
const graceSeconds = 10;
const actionSeconds = graceSeconds + 4;

/** The most that an action takes: the engine's version, the container, the action itself. */
export const longestActionSeconds = 2 * answerSeconds + actionSeconds;

const notFound = (name: string) => problem(404, titles.missing, `the engine has no container ${name}`);

const find = async (ask: Ask, name: string, isContainer: (value: unknown) => value is Container) => {
  const answer = await ask("GET", `/containers/${encodeURIComponent(name)}/json`, answerSeconds);
  if (answer.status === 404) throw notFound(name);
  return documentOf(answer, isContainer);
};

/** By id: the name may meanwhile be another container's. An engine answers 304 where nothing is left to do. */
const act = async (ask: Ask, action: "start" | "stop", { Id }: Container, name: string): Promise<void> => {
  const path = `/containers/${Id}/${action}${action === "stop" ? `?t=${graceSeconds}` : ""}`;
  const answer = await ask("POST", path, actionSeconds);
  if (answer.status === 204 || answer.status === 304) return;
  if (answer.status === 404) throw notFound(name);
  if (answer.status === 409) throw problem(409, titles[action], messageOf(answer));
  throw unreachable(messageOf(answer));
};

/**
 * Starts, stops and describes the containers of an engine that carry the label `atelier.managed=true`, and no others:
 * whoever may start any container of an engine may do anything on its machine.
 *
 * @param env undefined where the stack has no engine
 */
export const containerController = (env: EngineEnvironment | undefined) => {
  if (!env) {
    return async () => {
      throw problem(501, titles.unconfigured);
    };
  }
  const connect = engineAt(env);
  const { isValid } = checkOf(containerSchema);
  return async (action: Action, name = ""): Promise<APIGatewayProxyResult> => {
    if (!namePattern.test(name)) throw problem(400, titles.malformed, malformed);
    const ask = await connect();
    const container = await find(ask, name, isValid);
    if (container.Config.Labels?.["atelier.managed"] !== "true") {
      throw problem(403, titles.unmanaged, unmanaged);
    }
    const answer = (status: string) => json(200, { status, target: "docker", container: name });
    if (action === "status") return answer(container.State.Status);
    await act(ask, action, container, name);
    return answer(action === "start" ? "started" : "stopped");
  };
};
