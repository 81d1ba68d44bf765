import type { IncomingMessage } from "node:http";
import type { Graph, Resource } from "../graph/graph";
import { isServed } from "../graph/resource-type";
import { type HttpResponse, jsonPage, problemPage } from "../protocol/http-response";
import { resourceTypes } from "../services";
import type { Page } from "../services/module";

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

/** What the pages show. */
export interface Shown {
  graph: Graph;
  /** Those of the services, by path; `{name}` stands for one segment. */
  pages: Record<string, Page>;
}

/** The host's own pages, below `/_offline/`. */
export async function page(message: IncomingMessage, path: string, query: string, shown: Shown): Promise<HttpResponse> {
  if (!isTrusted(message)) return problemPage(403, "Forbidden", "the host's own pages answer this machine only");
  const pages = { ...ownPages(shown.graph), ...shown.pages };
  const segments = path.slice("/_offline/".length).split("/");
  for (const [pattern, { method, handle }] of Object.entries(pages)) {
    const name = match(pattern.split("/"), segments);
    if (name === undefined) continue;
    if (message.method !== method)
      return problemPage(405, "Method not allowed", `this page takes ${method} only`, [["Allow", method]]);
    return handle(name, new URLSearchParams(query));
  }
  const known = Object.keys(pages).join(", ");
  return problemPage(404, "Not found", `no page ${path}; there are ${known}`);
}

const ownPages = (graph: Graph): Record<string, Page> => ({
  health: {
    method: "GET",
    handle: () => jsonPage(200, { status: "ready", project: graph.project, stack: graph.stack }),
  },
  outputs: { method: "GET", handle: () => jsonPage(200, graph.outputs) },
  resources: {
    method: "GET",
    handle: () =>
      jsonPage(
        200,
        graph.resources.filter(({ custom }) => custom).map((one) => describe(one, graph)),
      ),
  },
});

/** What stands in the place of `{name}`, empty without one; undefined if the pattern is for another path. */
function match(pattern: string[], segments: string[]): string | undefined {
  if (pattern.length !== segments.length) return undefined;
  let name = "";
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? "";
    if (part === "{name}") name = nameIn(segment);
    else if (part !== segment) return undefined;
  }
  return name;
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
  served: isServed(resourceTypes, resource, graph),
});
