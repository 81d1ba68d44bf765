import * as http from "node:http";
import * as https from "node:https";
import { quoted } from "../../tools/publish/curl";
import type { Credential } from "./credential";

/** A request as it goes out. */
export interface Request {
  method: string;
  /** Below the API's base, with the query; as it is sent, byte by byte. */
  path: string;
  headers: Record<string, string>;
  body?: string | Buffer;
}

/** What came back. */
export interface Answer {
  status: number;
  headers: http.IncomingHttpHeaders;
  text: string;
}

/** A request and its answer. */
export interface Exchange {
  request: Request;
  answer: Answer;
}

const agents = {
  "http:": new http.Agent({ keepAlive: true }),
  "https:": new https.Agent({ keepAlive: true }),
};

/** Sends a request with nothing tidied up; fetch would not send all of them. */
export function send(base: string, { method, path, headers, body }: Request): Promise<Answer> {
  const { protocol, hostname, port, pathname } = new URL(base);
  const { request } = protocol === "https:" ? https : http;
  const agent = protocol === "https:" ? agents["https:"] : agents["http:"];
  const options = { hostname, port, agent, method, path: pathname.replace(/\/$/, "") + path, headers };
  return new Promise((resolve, reject) => {
    const sent = request(options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const { statusCode = 0, headers: received } = response;
        resolve({ status: statusCode, headers: received, text: Buffer.concat(chunks).toString("utf8") });
      });
      response.on("error", reject);
    });
    sent.setTimeout(60_000, () => sent.destroy(new Error(`${method} ${path}: no answer in a minute`)));
    sent.on("error", reject).end(body);
  });
}

/** Ends the connections that are kept for the next request. */
export function closeConnections(): void {
  for (const agent of Object.values(agents)) agent.destroy();
}

/** A command that sends the same, with the API's address in `$URL`, and its key or the token in a variable too. */
export function curlOf({ method, path, headers, body }: Request, credential: Credential): string {
  const { "content-length": _, ...own } = headers;
  // Curl gives a body a type of its own.
  const sent: Record<string, string> = body === undefined ? own : { "content-type": "", ...own };
  const options = Object.entries(sent).map(([name, value]) => headerOption(name, value, headers[name], credential));
  return ["curl -ig --path-as-is", `-X ${method}`, ...options, ...bodyOptions(body), `"$URL"${quoted(path)}`].join(" ");
}

/** Curl takes `name:` for leaving a header out, and `name;` for one that is empty. */
function headerOption(name: string, value: string, given: string | undefined, credential: Credential): string {
  if (name === credential.header && value === credential.value) return `-H "${name}: ${credential.variable}"`;
  if (value !== "") return `-H ${quoted(`${name}: ${value}`)}`;
  return `-H ${quoted(given === undefined ? `${name}:` : `${name};`)}`;
}

/** Bodies that a shell would not pass on go by way of base64. */
function bodyOptions(body: string | Buffer | undefined): string[] {
  if (body === undefined) return [];
  const isPlain = typeof body === "string" && body.length < 10_000 && !/\p{Cc}|\p{Surrogate}/u.test(body);
  return isPlain
    ? [`--data-binary ${quoted(body)}`]
    : [`--data-binary @<(base64 -d <<< ${Buffer.from(body).toString("base64")})`];
}
