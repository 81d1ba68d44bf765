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

/** What `GET /infra?target=docker&action=list` answers. */
export const containersAnswer = {
  title: "ContainersAnswer",
  type: "object",
  properties: {
    containers: {
      type: "array",
      description: "All that are managed by this stack, whatever their state, by name",
      items: {
        type: "object",
        properties: {
          name: { type: "string" },
          status: { type: "string", description: "The engine's own word, such as running or exited" },
        },
        required: ["name", "status"],
      },
    },
  },
  required: ["containers"],
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

/** The same of a list of containers. */
const listSchema = {
  type: "array",
  items: {
    type: "object",
    properties: { Names: { type: ["array", "null"], items: { type: "string" } }, State: { type: "string" } },
    required: ["Names", "State"],
  },
} as const;
type List = FromSchema<typeof listSchema>;

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
const label = "atelier.managed=true";
const unmanaged = `it has no label ${label}`;

/** The container in a query. Its form counts only where it is acted on, so that it is checked there. */
export const containerName = {
  description: "The container's name; required with target=docker, but not to list",
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

/** A container may have more names, of links from others: those have a slash between. */
const nameOf = ({ Names }: List[number]): string | undefined =>
  Names?.map((name) => name.replace(/^\//, "")).find((name) => namePattern.test(name));

/** One that is being removed may have no name any more. */
const list = async (ask: Ask, isList: (value: unknown) => value is List): Promise<APIGatewayProxyResult> => {
  const filters = encodeURIComponent(JSON.stringify({ label: [label] }));
  const found = documentOf(await ask("GET", `/containers/json?all=true&filters=${filters}`, answerSeconds), isList);
  const containers = found.flatMap((container) => {
    const name = nameOf(container);
    return name === undefined ? [] : [{ name, status: container.State }];
  });
  return json(200, { containers: containers.sort((one, other) => (one.name < other.name ? -1 : 1)) });
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
 * Starts, stops, describes and lists the containers of an engine that carry the label `atelier.managed=true`, and no others:
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
  const { isValid: isContainer } = checkOf(containerSchema);
  const { isValid: isList } = checkOf(listSchema);
  return async (action: Action | "list", name = ""): Promise<APIGatewayProxyResult> => {
    if (action === "list") return list(await connect(), isList);
    if (!namePattern.test(name)) throw problem(400, titles.malformed, malformed);
    const ask = await connect();
    const container = await find(ask, name, isContainer);
    if (container.Config.Labels?.["atelier.managed"] !== "true") {
      throw problem(403, titles.unmanaged, unmanaged);
    }
    const answer = (status: string) => json(200, { status, target: "docker", container: name });
    if (action === "status") return answer(container.State.Status);
    await act(ask, action, container, name);
    return answer(action === "start" ? "started" : "stopped");
  };
};
