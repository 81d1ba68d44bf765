import type { IncomingMessage } from "node:http";
import type { Answer } from "../../services/apigateway/responses";
import type { Graph, Resource } from "../../graph/graph";
import type { Schedules } from "../../services/events/schedules";
import { isAlive } from "../served";
import { json, onlyBy, problem } from "./answers";
import { fireSchedule, listSchedules } from "./schedules";

const loopback = /^(127(\.\d{1,3}){3}|::1|::ffff:127(\.\d{1,3}){3})$/;
const loopbackHost = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/;
const forwarded = ["origin", "forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"];

/**
 * Whether a request for the host's own pages comes from this machine's user: over loopback, addressed to loopback, from
 * no browser page and through no proxy. A forwarded port exposes the API, never the host.
 */
export const isTrusted = ({ socket, headers }: IncomingMessage): boolean =>
  loopback.test(socket.remoteAddress ?? "") &&
  loopbackHost.test(headers.host ?? "") &&
  forwarded.every((name) => headers[name] === undefined);

/** What the pages show and do. */
export interface Shown {
  graph: Graph;
  schedules: Schedules;
}

const firing = /^\/_offline\/schedules\/([^/]+)\/fire$/;

/** The host's own pages, below `/_offline/`. */
export async function page(message: IncomingMessage, path: string, query: string, shown: Shown): Promise<Answer> {
  if (!isTrusted(message)) return problem(403, "Forbidden", "the host's own pages answer this machine only");
  const [, fired] = firing.exec(path) ?? [];
  if (fired === undefined) return message.method === "GET" ? show(path, shown) : onlyBy("GET");
  if (message.method !== "POST") return onlyBy("POST");
  return fireSchedule(shown.schedules, nameIn(fired), new URLSearchParams(query).get("wait") === "true");
}

function show(path: string, { graph, schedules }: Shown): Answer {
  switch (path) {
    case "/_offline/health":
      return json(200, { status: "ready", project: graph.project, stack: graph.stack });
    case "/_offline/outputs":
      return json(200, graph.outputs);
    case "/_offline/resources":
      return json(
        200,
        graph.resources.filter(({ custom }) => custom).map((one) => describe(one, graph)),
      );
    case "/_offline/schedules":
      return listSchedules(schedules);
    default:
      return problem(404, "Not found", `no page ${path}; there are health, outputs, resources and schedules`);
  }
}

/** A name in a path; what is no percent-encoding stands for itself, and for no schedule. */
function nameIn(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    if (error instanceof URIError) return segment;
    throw error;
  }
}

const describe = (resource: Resource, graph: Graph) => ({
  type: resource.type,
  name: resource.name,
  id: resource.id,
  served: isAlive(resource, graph),
});
