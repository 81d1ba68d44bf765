import { type IncomingHttpHeaders, request, type RequestOptions } from "node:http";
import { request as requestOverTls } from "node:https";
import type { SecureContext } from "node:tls";
import { type Problem, problem } from "../kit/errors";

/** Where a Docker Engine is. */
export interface EngineEnvironment {
  /** `http://host:port`, `tcp://host:port` (the same), `https://host:port` or `unix:///path`. */
  host: string;
  /** For https: gets the client certificate and the authority that signed the engine's. */
  certificates?: () => Promise<SecureContext>;
}

/** What an engine answered. */
export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  /** The body; null if it is not JSON. */
  document: unknown;
}

/** Asks an engine for a path, in the version of its API that both know; `seconds` is how long it may take. */
export type Ask = (method: "GET" | "POST", path: string, seconds: number) => Promise<Answer>;

/** Seconds that an engine may take to answer what it knows. */
export const answerSeconds = 3;

/**
 * The minor versions of the API (1.x) in which all that is used here is known to mean the same
 * (https://docs.docker.com/reference/api/engine/version-history/).
 */
const versions = { oldest: 24, newest: 52 } as const;

/** Characters; what an engine says of a container takes some ten thousand. */
const longestAnswer = 1_000_000;

/** The engine cannot be spoken to, or failed. */
export const unreachable = (detail: string): Problem => problem(502, "Docker Engine unreachable", detail);

const notAnEngine = (): Problem => unreachable("what answers there is no Docker Engine");

/** A JSON document; null for any other text. */
const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
};

const send = (to: RequestOptions, seconds: number): Promise<Answer> =>
  new Promise((resolve, reject) => {
    // Whatever fails here failed on the way: no connection, no TLS, no HTTP, no end.
    const fail = ({ name, message }: Error): void =>
      reject(unreachable(name === "AbortError" ? `no answer within ${seconds} seconds` : message));
    const options = { ...to, agent: false, signal: AbortSignal.timeout(seconds * 1000) };
    const sent = (to.protocol === "https:" ? requestOverTls : request)(options, (response) => {
      let body = "";
      response.setEncoding("utf8").on("error", fail);
      response.on("data", (chunk: string) => {
        body += chunk;
        if (body.length > longestAnswer) response.destroy(new Error("the answer is too long"));
      });
      const { statusCode: status = 0, headers } = response;
      response.on("end", () => resolve({ status, headers, document: parse(body) }));
    });
    sent.on("error", fail).end();
  });

/** Where to connect, as Node.js takes it. */
const addressOf = (engine: string): RequestOptions => {
  const { protocol, hostname, port, pathname } = new URL(engine);
  if (protocol === "unix:") return { socketPath: pathname };
  // Node.js wants IPv6 addresses without their brackets.
  const host = hostname.replace(/^\[(.+)\]$/, "$1");
  return { protocol: protocol === "tcp:" ? "http:" : protocol, host, port };
};

/** What an engine says about an answer that is not the one hoped for. */
export const messageOf = ({ status, document }: Answer): string => {
  const isObject = typeof document === "object" && document !== null;
  return isObject && "message" in document ? String(document.message) : `the engine answered ${status}`;
};

/** The newest version both know, by what the engine says of itself. */
const commonVersion = (answer: Answer): string => {
  if (answer.status !== 200) throw unreachable(messageOf(answer));
  const [, minor] = /^1\.(\d{1,4})$/.exec(String(answer.headers["api-version"])) ?? [];
  if (minor === undefined) throw notAnEngine();
  if (Number(minor) < versions.oldest) {
    throw unreachable(`the engine's API 1.${minor} is too old: 1.${versions.oldest} is needed`);
  }
  return `1.${Math.min(Number(minor), versions.newest)}`;
};

/**
 * Reads what an engine answered.
 *
 * @throws Problem 502 if it is an error, or nothing that an engine says
 */
export const documentOf = <Value>(answer: Answer, isValid: (value: unknown) => value is Value): Value => {
  if (answer.status !== 200) throw unreachable(messageOf(answer));
  if (isValid(answer.document)) return answer.document;
  throw notAnEngine();
};

/**
 * A Docker Engine, or what speaks its API.
 *
 * @returns a function that connects, for one request: the engine may be another one at the next. It throws a 502, and
 *   so does the function that it resolves to, where the engine cannot be spoken to.
 */
export const engineAt = (env: EngineEnvironment): (() => Promise<Ask>) => {
  const address = addressOf(env.host);
  let secureContext: SecureContext | undefined;
  return async () => {
    if (env.certificates) secureContext ??= await env.certificates();
    const engine = { ...address, secureContext };
    const version = commonVersion(await send({ ...engine, path: "/_ping" }, answerSeconds));
    return (method, path, seconds) => send({ ...engine, method, path: `/v${version}${path}` }, seconds);
  };
};
