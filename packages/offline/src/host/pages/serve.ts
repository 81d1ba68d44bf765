import type { IncomingMessage, ServerResponse } from "node:http";
import type { Activity } from "../../protocol/activity";
import type { Endpoint } from "../../protocol/endpoint";
import { type HttpResponse, problemPage } from "../../protocol/http-response";
import type { Page } from "../../services/module";
import { send, sendStream } from "../answer";
import type { Patience } from "../connections";
import type { Traffic } from "../../traffic";
import { cookieOf, objectionTo, tokenOf } from "../trust";
import { awsDoor } from "./aws-door";
import { consoleFile } from "./console-files";
import { eventStream } from "./event-stream";
import { ownPages, type Program } from "./own-pages";

/** What the pages show. */
export interface Shown extends Program {
  /** Those of the services, by path; `{name}` stands for one segment. */
  pages: Record<string, Page>;
  /** What whoever asks for one must know. */
  token: string;
  endpoint: Endpoint;
  /** Calls to services, which end before the program is replaced. */
  calls: Traffic;
  activity: Activity;
}

const root = "/_offline/";

/** The one page that anybody may see: it tells no secret. */
const openPage = `${root}health`;

/** Whether a path is one of the host's own pages'. */
export const isOwnPath = (path: string): boolean => path.startsWith(root) || `${path}/` === root;

const noToken =
  "the address that the host printed when it started has its token; tools send it in the header x-offline-token, and pulumi-offline output and fire find it by themselves";

/** Serves the host's own pages, below `/_offline/`: to who is at this machine and knows the token. */
export async function servePage(
  message: IncomingMessage,
  response: ServerResponse,
  shown: Shown,
  { path, query, patience }: { path: string; query: string; patience: Patience },
): Promise<void> {
  const reply = (answer: HttpResponse): void => send(response, answer, patience);
  if (`${path}/` === root) return reply(moved(query));
  if (path === openPage) return reply(await answer(message, path, query, shown));
  const objection = objectionTo(message);
  if (objection !== undefined) return reply(problemPage(403, "Forbidden", objection));
  const place = tokenOf(message, query, shown.token);
  if (place === undefined) return reply(problemPage(403, "Token missing", noToken));
  if (place === "cookie" && changes(message) && message.headers.origin === undefined)
    return reply(
      problemPage(403, "Forbidden", "a browser says which page it sends from: without Origin none is served"),
    );
  if (path === `${root}events`) {
    // Connections may be half open: whoever looks no longer has closed theirs.
    message.socket.once("end", () => response.destroy());
    return sendStream(response, eventStream(shown.activity), patience);
  }
  const called = awsDoor(message, path.slice(root.length), query);
  if (called) return shown.calls.during(async () => sendStream(response, await called(shown.endpoint), patience));
  const answered =
    (await consoleFile(message.method, path.slice(root.length))) ?? (await answer(message, path, query, shown));
  if (place !== "address") return reply(answered);
  reply({ ...answered, headers: [...answered.headers, cookieOf(message, shown.token), withoutAddress] });
}

/** Nobody that the page leads to learns the token of its address. */
const withoutAddress: [string, string] = ["Referrer-Policy", "no-referrer"];

/** The cookie is for what is below the slash. */
const moved = (query: string): HttpResponse => ({
  status: 308,
  headers: [["Location", query === "" ? root : `${root}?${query}`]],
  body: "",
});

const changes = ({ method }: IncomingMessage): boolean => method !== "GET" && method !== "HEAD";

async function answer(message: IncomingMessage, path: string, query: string, shown: Shown): Promise<HttpResponse> {
  const pages = { ...ownPages(shown), ...shown.pages };
  const segments = path.slice(root.length).split("/");
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
