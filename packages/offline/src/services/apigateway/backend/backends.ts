import { sendTo, ServerTooSlow } from "../../../protocol/http-client";
import type { HttpResponse } from "../../../protocol/http-response";
import type { Identities } from "../../../protocol/identities";
import type { AwsRequest, AwsResponse } from "../../../protocol/service";
import type { Method } from "../document";
import type { Incoming, Place } from "../event";
import type { Exchange } from "../exchange";
import { limits } from "../front";
import type { BackendAnswer } from "../mapping/parameters";
import { Variables } from "../mapping/variables";
import { Refusal } from "../refusal";
import type { Backend } from "./declared";
import type { MappedFunctions } from "./mapped-functions";
import { type BackendRequest, requestTo } from "./request";
import { mappedAnswer } from "./response";
import { askInRole, ownHost, sized, wholeOf } from "./sending";
import { serviceCall } from "./service-call";

export interface BackendsOptions {
  place: Place;
  identities: Pick<Identities, "ofRole">;
  functions: MappedFunctions;
  /** Serves requests to AWS's services. */
  serve: (request: AwsRequest) => Promise<AwsResponse>;
  log: (text: string) => void;
}

/** An answer, and what tells which mapping it is for: a status, or a function's error. */
export interface Answered extends BackendAnswer {
  /** Undefined for what only the mapping without a pattern is for. */
  tested: string | undefined;
}

/** Servers, services, functions and mocks that answer for a stage by the mappings of its integrations. */
export class Backends {
  constructor(private readonly options: BackendsOptions) {}

  /**
   * Has a backend answer.
   *
   * @param exchange notes which invocation it was, if it was one
   * @throws Refusal where the gateway answers in its place
   */
  async answer(
    method: Method,
    backend: Backend,
    incoming: Incoming,
    exchange: Pick<Exchange, "invocation">,
  ): Promise<HttpResponse> {
    const { place } = this.options;
    const variables = new Variables(incoming, place);
    const request = this.mapping(method, () => requestTo(backend, incoming, variables));
    const answer = await this.ask(method, backend, request, exchange);
    if (backend.at === "service" && answer.status === 501) return this.unserved(method, backend, answer);
    if (answer.body.length > limits.bodyBytes) {
      this.options.log(`${nameOf(method)} got more than the ${limits.bodyBytes} bytes that API Gateway takes`);
      throw new Refusal("DEFAULT_5XX");
    }
    if (backend.isProxy) return asItIs(answer);
    const mapped = this.mapping(method, () => mappedAnswer(backend.responses, answer, { incoming, variables, place }));
    if (backend.at === "function") mapped.headers.push(["X-Amzn-Trace-Id", incoming.traceId]);
    return mapped;
  }

  /** What mappings make. A fault of a template's is the gateway's failure, and said. */
  private mapping<Made>(method: Method, make: () => Made): Made {
    try {
      return make();
    } catch (error) {
      if (error instanceof Refusal || !(error instanceof Error)) throw error;
      this.options.log(`a mapping of ${nameOf(method)} failed: ${error.message}`);
      throw new Refusal("API_CONFIGURATION_ERROR");
    }
  }

  private async ask(
    method: Method,
    backend: Backend,
    request: BackendRequest,
    exchange: Pick<Exchange, "invocation">,
  ): Promise<Answered> {
    switch (backend.at) {
      case "mock":
        return mocked(request.body);
      case "function":
        return this.options.functions.ask(method, backend, request, exchange);
      case "server":
        return ofStatus(await this.askServer(backend, request));
      case "service":
        return ofStatus(await this.askService(method, backend, request));
    }
  }

  private async askServer(
    { base, timeoutMilliseconds }: Extract<Backend, { at: "server" }>,
    request: BackendRequest,
  ): Promise<BackendAnswer> {
    try {
      const whole = { ...request, headers: sized(request, new URL(base).host), body: [request.body] };
      const answer = await sendTo(base, whole, timeoutMilliseconds);
      return { ...answer, body: await wholeOf(answer.body) };
    } catch (error) {
      if (error instanceof ServerTooSlow) throw new Refusal("INTEGRATION_TIMEOUT");
      if (!(error instanceof Error && "code" in error)) throw error;
      this.options.log(`${request.method} ${request.path} of ${base} gave no answer: ${String(error.code)}`);
      throw new Refusal("INTEGRATION_FAILURE");
    }
  }

  private async askService(
    method: Method,
    backend: Extract<Backend, { at: "service" }>,
    given: BackendRequest,
  ): Promise<BackendAnswer> {
    const { identities, serve, log } = this.options;
    const { service, region, roleArn } = backend;
    const role = identities.ofRole(roleArn);
    if (!role) {
      log(`${nameOf(method)} cannot ask ${service} by the role ${roleArn}, which the program does not declare`);
      throw new Refusal("API_CONFIGURATION_ERROR");
    }
    const { request, read } = serviceCall(backend, { ...given, headers: { ...given.headers, host: ownHost } });
    return read(await askInRole(serve, role, { service, region }, request));
  }

  /** What the host does not have is not the integration's to shape: it would look like success. */
  private unserved(method: Method, { service }: Extract<Backend, { at: "service" }>, { body }: Answered): HttpResponse {
    const why = `${service} does not serve this offline: ${body.toString("utf8").slice(0, 500)}`;
    this.options.log(`${nameOf(method)} answers 501: ${why}`);
    return {
      status: 501,
      headers: [["Content-Type", "application/json"]],
      body: JSON.stringify({ message: why }),
    };
  }
}

const nameOf = ({ httpMethod, resourcePath }: Method): string => `${httpMethod} ${resourcePath}`;

/** A mock answers the status that its template says, which need not be strict JSON, and no body. */
function mocked(body: Buffer): Answered {
  const status = /"?statusCode"?\s*:\s*"?(\d{3})/.exec(body.toString("utf8"))?.[1];
  if (status === undefined) throw new Refusal("API_CONFIGURATION_ERROR");
  return { status: Number(status), headers: {}, body: Buffer.alloc(0), tested: status };
}

const ofStatus = (answer: BackendAnswer): Answered => ({ ...answer, tested: String(answer.status) });

/** What concerns the connection to a backend, and not the one to the caller. */
const ofConnection = new Set("connection content-length keep-alive transfer-encoding".split(" "));

const asItIs = ({ status, headers, body }: Answered): HttpResponse => ({
  status,
  headers: Object.entries(headers)
    .filter(([name]) => !ofConnection.has(name))
    .flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, one])),
  body,
});
