import type { IncomingMessage } from "node:http";
import type { Answer } from "./gateway/responses";
import type { Graph, Resource } from "./program/graph";
import { isAlive } from "./served";

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

const json = (status: number, document: unknown): Answer => ({
  status,
  headers: [
    ["Content-Type", "application/json"],
    ["Cache-Control", "no-store"],
  ],
  body: `${JSON.stringify(document, undefined, 2)}\n`,
});

/** The host's own pages, below `/_offline/`. */
export function page(message: IncomingMessage, path: string, graph: Graph): Answer {
  if (!isTrusted(message)) return json(403, { message: "the host's own pages answer this machine only" });
  if (message.method !== "GET") return json(405, { message: "GET only" });
  switch (path) {
    case "/_offline/health":
      return json(200, { status: "ready", project: graph.project, stack: graph.stack });
    case "/_offline/outputs":
      return json(200, graph.outputs);
    case "/_offline/resources":
      return json(200, graph.resources.filter(({ custom }) => custom).map(describe));
    default:
      return json(404, { message: `no page ${path}; there are health, outputs and resources` });
  }
}

const describe = (resource: Resource) => ({
  type: resource.type,
  name: resource.name,
  id: resource.id,
  served: isAlive(resource),
});
