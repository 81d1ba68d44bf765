import { sendTo, ServerTooSlow } from "../../../protocol/http-client";
import type { HttpResponse } from "../../../protocol/http-response";
import type { Identities } from "../../../protocol/identities";
import type { AwsRequest, AwsResponse } from "../../../protocol/service";
import { signed } from "../../../protocol/signature/sign";
import { forwardedHeaders, type Incoming, parametersOf, type Place } from "../event";
import { limits } from "../front";
import { Refusal } from "../refusal";
import type { Backend } from "./declared";
import type { ParameterMapping } from "./mappings";

export interface BackendsOptions {
  place: Place;
  identities: Pick<Identities, "ofRole">;
  /** Serves requests to AWS's services. */
  serve: (request: AwsRequest) => Promise<AwsResponse>;
  log: (text: string) => void;
}

/** What a backend answered: headers by lower-case name. */
interface Answer {
  status: number;
  headers: Record<string, string | string[]>;
  body: Buffer;
}

/** Servers and buckets that answer for a stage. */
export class Backends {
  constructor(private readonly options: BackendsOptions) {}

  /**
   * Has a backend answer.
   *
   * @throws Refusal where the gateway answers in its place
   */
  async answer(backend: Backend, incoming: Incoming): Promise<HttpResponse> {
    const answer = await this.ask(backend, requestTo(backend, incoming), incoming.body);
    if (answer.body.length > limits.bodyBytes) {
      this.options.log(`${backend.path} answered more than the ${limits.bodyBytes} bytes that API Gateway takes`);
      throw new Refusal("DEFAULT_5XX");
    }
    return backend.isProxy ? asItIs(answer) : this.mapped(backend, answer, incoming);
  }

  private async ask(backend: Backend, request: Omit<AwsRequest, "body">, body: Buffer): Promise<Answer> {
    try {
      if (backend.at === "s3") return await this.askS3(backend, request, body);
      const answer = await sendTo(backend.base, { ...request, body: [body] }, backend.timeoutMilliseconds);
      return { ...answer, body: await wholeOf(answer.body) };
    } catch (error) {
      if (error instanceof ServerTooSlow) throw new Refusal("INTEGRATION_TIMEOUT");
      if (!(error instanceof Error && "code" in error)) throw error;
      const asked = backend.at === "s3" ? "S3" : backend.base;
      this.options.log(`${request.method} ${request.path} of ${asked} gave no answer: ${String(error.code)}`);
      throw new Refusal("INTEGRATION_FAILURE");
    }
  }

  private async askS3(
    { region, roleArn }: Extract<Backend, { at: "s3" }>,
    request: Omit<AwsRequest, "body">,
    body: Buffer,
  ): Promise<Answer> {
    const { identities, serve, log } = this.options;
    const role = identities.ofRole(roleArn);
    if (!role) {
      log(`S3 cannot be asked by the role ${roleArn}, which the program does not declare`);
      throw new Refusal("API_CONFIGURATION_ERROR");
    }
    const answer = await serve(signed(request, body, role, { service: "s3", region }));
    return { ...answer, body: await wholeOf(answer.body) };
  }

  /** The answer that the integration's responses make of it; without one for its status the gateway has none. */
  private mapped(backend: Backend, { status, headers, body }: Answer, { message }: Incoming): HttpResponse {
    const { responses } = backend;
    const mapping =
      responses.find(({ pattern }) => pattern?.test(String(status))) ?? responses.find(({ pattern }) => !pattern);
    if (!mapping) throw new Refusal("API_CONFIGURATION_ERROR");
    const sent = new Map<string, [name: string, value: string]>([["content-type", ["Content-Type", usualType]]]);
    for (const { name, from } of mapping.headers) {
      const value = "text" in from ? from.text : headers[from.header]?.toString();
      if (value !== undefined) sent.set(name.toLowerCase(), [name, value]);
    }
    const { isBinary } = this.options.place;
    const type = headers["content-type"]?.toString();
    // What is no binary type to the API becomes text, whatever it was.
    const isKept = isBinary(type) || isBinary(message.headers.accept);
    return { status: mapping.status, headers: [...sent.values()], body: isKept ? body : body.toString("utf8") };
  }
}

const usualType = "application/json";

/** What concerns the connection to a backend, and not the one to the caller. */
const ofConnection = new Set("connection content-length keep-alive transfer-encoding".split(" "));

const asItIs = ({ status, headers, body }: Answer): HttpResponse => ({
  status,
  headers: Object.entries(headers)
    .filter(([name]) => !ofConnection.has(name))
    .flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, one])),
  body,
});

/** The request that a backend gets. */
function requestTo(backend: Backend, incoming: Incoming): Omit<AwsRequest, "body"> {
  const { message, body } = incoming;
  const headers = backend.isProxy ? proxiedHeaders(incoming) : plainHeaders(incoming);
  headers.host = backend.at === "server" ? new URL(backend.base).host : "127.0.0.1";
  if (body.length > 0) headers["content-length"] = String(body.length);
  const query = [backend.query, backend.isProxy ? incoming.query : ""].filter((part) => part !== "");
  let { path } = backend;
  for (const mapping of backend.parameters) {
    const value = valueOf(mapping, incoming);
    const { place, name } = mapping;
    // Variables of paths come, and go, as they were encoded.
    if (place === "path") path = path.replaceAll(`{${name}}`, value ?? "");
    else if (value !== undefined && place === "header") headers[name.toLowerCase()] = value;
    else if (value !== undefined) query.push(`${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  }
  return { method: backend.httpMethod ?? message.method ?? "GET", path, query: query.join("&"), headers };
}

function valueOf({ from }: ParameterMapping, { message, variables, query }: Incoming): string | undefined {
  if ("text" in from) return from.text;
  switch (from.place) {
    case "path":
      return variables[from.name];
    case "querystring":
      return parametersOf(query).single[from.name];
    case "header":
      return message.headers[from.name.toLowerCase()]?.toString();
  }
}

const proxiedHeaders = (incoming: Incoming): Record<string, string> =>
  Object.fromEntries(
    Object.entries(forwardedHeaders(incoming)).map(([name, values]) => [name.toLowerCase(), values.join(", ")]),
  );

/** Where nothing maps them, headers do not reach a backend; but what the body is does. */
function plainHeaders({ message, body }: Incoming): Record<string, string> {
  const type = message.headers["content-type"] ?? usualType;
  return body.length > 0 ? { "content-type": type } : {};
}

async function wholeOf(body: AwsResponse["body"]): Promise<Buffer> {
  if (typeof body === "string" || body instanceof Uint8Array) return Buffer.from(body);
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
