import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { chunksOf } from "../../protocol/body";
import type { HttpResponse } from "../../protocol/http-response";
import { type Graph, ofType } from "../../graph/graph";
import type { AwsRequest } from "../../protocol/service";
import type { Origin, SiteResponse } from "../sites";
import { type Invocation, invocationOf } from "./address";
import { limits, noStage } from "./front";
import type { Stage } from "./stage";

/**
 * What distributions fetch from APIs: by the names that these have on AWS, and by the host's own, which stands in the
 * stages' addresses here. In the latter's paths nothing but the stage tells which API is meant.
 */
export function originOf(stages: Map<string, Stage>, graph: Graph): Origin {
  const hosts = new Map(
    [...stages.values()].map(({ restApiId }) => [`${restApiId}.execute-api.${graph.region}.amazonaws.com`, restApiId]),
  );
  const own = new Set(ofType(graph, "aws:apigateway/stage:Stage").flatMap(({ outputs }) => namesIn(outputs.invokeUrl)));
  return {
    owns: (host) => hosts.has(host) || own.has(host),
    async handle(request) {
      const host = (request.headers.host ?? "").toLowerCase();
      const invocation = own.has(host) ? byStage(request.path, stages) : byHost(request.path, hosts.get(host));
      const stage = invocation && stages.get(invocation.stage);
      return siteResponse(
        stage ? await stage.handle(await messageOf(request), invocation.path, request.query) : noStage(),
      );
    },
  };
}

/** The names that a program may have taken of an address: with its port and without. */
function namesIn(address: unknown): string[] {
  const { host, hostname } = new URL(String(address));
  return [host, hostname];
}

/** The stage stands first in a path below an API's name. An API answers to no name but its own. */
function byHost(path: string, api: string | undefined): Invocation | undefined {
  const [, stage, below = "/"] = /^\/([^/]+)(\/.*)?$/.exec(path) ?? [];
  return api === undefined || stage === undefined ? undefined : { stage: `${api}/${stage}`, path: below };
}

function byStage(path: string, stages: Map<string, Stage>): Invocation | undefined {
  const invocation = invocationOf(path);
  if (invocation) return invocation;
  const [, name, below = "/"] = /^\/([^/]+)(\/.*)?$/.exec(path) ?? [];
  const [only, other] = [...stages].filter(([, stage]) => stage.name === name);
  return only && !other ? { stage: only[0], path: below } : undefined;
}

/** A request as though it had come over a connection from this machine. */
async function messageOf(request: AwsRequest): Promise<IncomingMessage> {
  const message = new IncomingMessage(connection);
  Object.assign(message, { method: request.method, httpVersion: "1.1", httpVersionMajor: 1, httpVersionMinor: 1 });
  message.headers = request.headers;
  message.rawHeaders = Object.entries(request.headers).flatMap(([name, value]) => [capitalized(name), value]);
  let size = 0;
  for await (const chunk of chunksOf(request.body)) {
    message.push(chunk);
    // The stage refuses what is longer than it takes: it need not be read to its end.
    if ((size += chunk.length) > limits.bodyBytes) break;
  }
  message.push(null);
  message.complete = true;
  return message;
}

/** CloudFront writes names of headers so. */
const capitalized = (name: string): string => name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());

class LocalSocket extends Socket {
  override readonly remoteAddress = "127.0.0.1";
  override readonly localPort = 443;
}

/** Nothing goes over it: requests only say by it where they are from. */
const connection = new LocalSocket();

function siteResponse({ status, headers, body }: HttpResponse): SiteResponse {
  const merged: SiteResponse["headers"] = { "content-length": String(Buffer.byteLength(body)) };
  for (const [name, value] of headers) {
    const lower = name.toLowerCase();
    const known = merged[lower];
    merged[lower] = known === undefined || lower === "content-length" ? value : [known, value].flat();
  }
  return { status, headers: merged, body };
}
