import type { IncomingMessage } from "node:http";
import type { Graph, Properties, Resource } from "../graph/graph";
import { isServed } from "../graph/resource-type";
import { type HttpResponse, jsonPage, problemPage } from "../protocol/http-response";
import { resourceTypes } from "../services";
import type { Page } from "../services/module";
import { cookieOf, objectionTo, tokenOf } from "./trust";

/** What the pages show. */
export interface Shown {
  graph: Graph;
  /** Those of the services, by path; `{name}` stands for one segment. */
  pages: Record<string, Page>;
  /** What whoever asks for one must know. */
  token: string;
}

/** The one page that anybody may see: it tells no secret. */
const openPage = "/_offline/health";

const noToken =
  "the address that the host printed when it started has its token; tools send it in the header x-offline-token, and pulumi-offline output and fire find it by themselves";

/** The host's own pages, below `/_offline/`: for who is at this machine and knows the token. */
export async function page(message: IncomingMessage, path: string, query: string, shown: Shown): Promise<HttpResponse> {
  if (path === openPage) return answer(message, path, query, shown);
  const objection = objectionTo(message);
  if (objection !== undefined) return problemPage(403, "Forbidden", objection);
  const place = tokenOf(message, query, shown.token);
  if (place === undefined) return problemPage(403, "Token missing", noToken);
  const answered = await answer(message, path, query, shown);
  if (place !== "address") return answered;
  return { ...answered, headers: [...answered.headers, cookieOf(message, shown.token), withoutAddress] };
}

/** Nobody that the page leads to learns the token of its address. */
const withoutAddress: [string, string] = ["Referrer-Policy", "no-referrer"];

async function answer(message: IncomingMessage, path: string, query: string, shown: Shown): Promise<HttpResponse> {
  const pages = { ...ownPages(shown.graph), ...shown.pages };
  const segments = path.slice("/_offline/".length).split("/");
  for (const [pattern, { method, handle }] of Object.entries(pages)) {
    const name = match(pattern.split("/"), segments);
    if (name === undefined) continue;
    if (message.method !== method)
      return problemPage(405, "Method not allowed", `this page takes ${method} only`, [["Allow", method]]);
    return handle(name, new URLSearchParams(query), message.headers.accept ?? "");
  }
  const known = Object.keys(pages).join(", ");
  return problemPage(404, "Not found", `no page ${path}; there are ${known}`);
}

const ownPages = (graph: Graph): Record<string, Page> => ({
  health: {
    method: "GET",
    handle: () => jsonPage(200, { status: "ready", project: graph.project, stack: graph.stack }),
  },
  outputs: {
    method: "GET",
    handle: (_, query) => jsonPage(200, query.get("secrets") === "hidden" ? withoutSecrets(graph) : graph.outputs),
  },
  resources: {
    method: "GET",
    handle: () =>
      jsonPage(
        200,
        graph.resources.filter(({ custom }) => custom).map((one) => describe(one, graph)),
      ),
  },
});

/** As `pulumi stack output` shows them. */
const withoutSecrets = ({ outputs, secretOutputs }: Graph): Properties => ({
  ...outputs,
  ...Object.fromEntries(secretOutputs.map((name) => [name, "[secret]"])),
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
