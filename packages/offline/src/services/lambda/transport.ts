/**
 * Inside a function's environment: carries HTTP requests for the AWS endpoint over the message port to the host, so
 * that no socket, no parser and no agent stands between a function and a service of the same process. Everything else
 * goes its ordinary way.
 */
import http, { type RequestOptions } from "node:http";
import https from "node:https";
import { syncBuiltinESMExports } from "node:module";
import { Readable, Writable } from "node:stream";
import type { PortResponse, Report } from "./messages";

/** Where responses arrive, by the number of their request. */
const waiting = new Map<number, PortRequest>();
let count = 0;

/** A function that waits for an answer has something to do, as it would with a socket: this keeps its event loop alive. */
const alive = setInterval(() => undefined, 2 ** 30).unref();

function begin(id: number, request: PortRequest): void {
  if (waiting.size === 0) alive.ref();
  waiting.set(id, request);
}

function end(id: number): void {
  if (waiting.delete(id) && waiting.size === 0) alive.unref();
}

/** What clients use of Node.js's ClientRequest, over a port. */
class PortRequest extends Writable {
  private readonly id = ++count;
  private readonly chunks: Uint8Array[] = [];
  private response?: Readable;

  constructor(
    private readonly options: RequestOptions,
    private readonly say: (report: Report) => void,
  ) {
    super();
    begin(this.id, this);
    const { expect, Expect = expect } = headersOf(options);
    if (Expect === "100-continue") process.nextTick(() => this.emit("continue"));
  }

  override _write(chunk: Uint8Array, _encoding: string, done: () => void): void {
    this.chunks.push(chunk);
    done();
  }

  override _final(done: () => void): void {
    const { method = "GET", path = "/" } = this.options;
    const body = this.chunks.length === 1 && this.chunks[0] ? this.chunks[0] : Buffer.concat(this.chunks);
    this.say({ kind: "request", id: this.id, method, path: String(path), headers: headersOf(this.options), body });
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    // A request that is through closes itself while its response is still to come.
    if (error) end(this.id);
    done(error);
  }

  /** A part of the answer has come. */
  hear(answer: PortResponse): void {
    switch (answer.kind) {
      case "whole": {
        end(answer.id);
        const response = responseOf(answer.status, answer.headers, () => undefined);
        this.emit("response", response);
        if (answer.body.length > 0) response.push(answer.body);
        response.push(null);
        this.emit("close");
        break;
      }
      case "head":
        this.response = responseOf(answer.status, answer.headers, () => this.say({ kind: "more", id: this.id }));
        this.emit("response", this.response);
        break;
      case "data":
        this.response?.push(answer.body);
        break;
      case "end":
        end(answer.id);
        this.response?.push(null);
        this.emit("close");
        break;
      case "failure": {
        end(answer.id);
        const error = Object.assign(new Error(answer.message), { code: "ECONNRESET" });
        if (this.response) this.response.destroy(error);
        else this.emit("error", error);
      }
    }
  }

  setTimeout(): this {
    return this;
  }
}

/** Header names in lower case, as they would arrive. */
function headersOf({ headers = {} }: RequestOptions): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
  return Object.fromEntries(entries);
}

/** @param read called when the function has room for more of the body */
function responseOf(status: number, headers: Record<string, string>, read: () => void): Readable {
  const response = new Readable({ read });
  return Object.assign(response, { statusCode: status, statusMessage: "", headers, httpVersion: "1.1" });
}

/** A part of an answer has come over the port. */
export const hearResponse = (answer: PortResponse): void => waiting.get(answer.id)?.hear(answer);

/**
 * Takes requests for one address off the network.
 *
 * @param endpoint the address as functions know it, such as `http://127.0.0.1:4566`
 */
export function installTransport(endpoint: string, say: (report: Report) => void): void {
  const { hostname, port } = new URL(endpoint);
  const isEndpoint = (options: object): options is RequestOptions =>
    "port" in options && String(options.port) === port && "host" in options && options.host === hostname;
  carry(http, isEndpoint, say);
  carry(https, isOfConnections, say);
  // ES modules have bindings of their own.
  syncBuiltinESMExports();
}

/** What functions send to the clients of WebSocket APIs, by the names that these APIs have on AWS. */
const isOfConnections = (options: object): options is RequestOptions =>
  "host" in options &&
  /^\w+\.execute-api\.[\w-]+\.amazonaws\.com$/.test(String(options.host)) &&
  "path" in options &&
  String(options.path).includes("/@connections/");

/** Takes some of a protocol's requests off the network. */
function carry(
  protocol: typeof http | typeof https,
  isCarried: (options: object) => options is RequestOptions,
  say: (report: Report) => void,
): void {
  const overNetwork = protocol.request;
  const request = (...parameters: [unknown, ...unknown[]]): unknown => {
    const [options, onResponse] = parameters;
    if (typeof options !== "object" || options === null || !isCarried(options))
      return Reflect.apply(overNetwork, protocol, parameters);
    const sent = new PortRequest(options, say);
    if (typeof onResponse === "function")
      sent.once("response", (response) => void Reflect.apply(onResponse, sent, [response]));
    return sent;
  };
  Object.assign(protocol, { request });
}
