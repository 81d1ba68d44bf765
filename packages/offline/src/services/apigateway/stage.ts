import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { bodyOf, hasBody, TooLarge } from "../../protocol/http-body";
import type { Activity, Happening } from "../../protocol/activity";
import type { Firewall } from "../../protocol/firewall";
import { NoCapacity, Throttled } from "../../protocol/targets";
import type { AccessLog } from "./access-log";
import { admit } from "./admission";
import type { Asking, Authorized, Authorizer } from "./authorizers/authorizer";
import type { Backends } from "./backend/backends";
import { checkBody, checkParameters } from "./checks";
import type { Method, MethodAuthorizer } from "./document";
import { type Incoming, traceIdOf } from "./event";
import { type Ending, Exchange } from "./exchange";
import { passFirewall } from "./firewall-check";
import { bodyTooLarge, frontRefusal, limits } from "./front";
import type { LambdaIntegrations } from "./lambda-integration";
import type { StageMetrics } from "./metrics";
import { Refusal } from "./refusal";
import type { HttpResponse } from "../../protocol/http-response";
import type { ResourcePolicyCheck } from "./resource-policy";
import type { GatewayResponses, TemplateContext } from "./responses";
import { Routes } from "./routes";
import type { TokenBucket } from "./throttle";
import type { Client } from "./usage-plans";

/** What a stage is made of. */
export interface StageOptions {
  name: string;
  restApiId: string;
  methods: Method[];
  responses: GatewayResponses;
  /** What guards methods, by the names of the document's security schemes. */
  authorizers: ReadonlyMap<string, Authorizer>;
  /** Whether authorizers name the callers' API keys; otherwise callers send them. */
  takesKeysFromAuthorizers: boolean;
  /** The API keys that open it, by value. */
  clients: Map<string, Client>;
  /** What limits each method. */
  buckets: Map<Method, TokenBucket>;
  policy: ResourcePolicyCheck;
  /** What stands before the stage, if anything does. */
  firewall?: Firewall;
  functions: LambdaIntegrations;
  backends: Backends;
  metrics: Pick<StageMetrics, "record">;
  accessLog?: Pick<AccessLog, "record">;
  activity: Activity;
  now: () => number;
  log: (text: string) => void;
}

/** A request on its way through a stage. */
interface Request {
  exchange: Exchange;
  /** Raw path below the stage, with one slash at its start. */
  path: string;
  query: string;
}

/** One stage of a REST API: everything it knows comes from the program's resources and their OpenAPI document. */
export class Stage {
  private readonly routes: Routes;

  constructor(private readonly options: StageOptions) {
    this.routes = new Routes(options.methods);
  }

  get name(): string {
    return this.options.name;
  }

  get restApiId(): string {
    return this.options.restApiId;
  }

  /** The values of the API keys that open it. */
  get apiKeys(): string[] {
    return [...this.options.clients.keys()];
  }

  get methods(): Method[] {
    return this.options.methods;
  }

  /**
   * Serves a request in API Gateway's order: firewall, route, authorizer and resource policy, key, limits, parameters, body,
   * integration. A user pool's authorizer comes before the policy, and a Lambda authorizer after what that denies
   * (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html).
   *
   * @param rawPath raw path below the stage
   */
  async handle(message: IncomingMessage, rawPath: string, query: string): Promise<HttpResponse> {
    const began = performance.now();
    const requestId = randomUUID();
    const exchange = new Exchange(message, requestId, rawPath);
    // Slashes at the start count as one.
    const path = rawPath.startsWith("//") ? rawPath.replace(/^\/+/, "/") : rawPath;
    let answer: HttpResponse;
    try {
      answer = frontRefusal(message) ?? (await this.answer({ exchange, path, query }));
    } catch (error) {
      if (error instanceof Refusal) exchange.refusal = error;
      answer = this.answerTo(error, { requestId, stage: this.name, path });
    }
    const { metrics, accessLog, activity } = this.options;
    const latency = performance.now() - began;
    const ending: Ending = { answer, latency };
    metrics.record({ status: answer.status, latency, integrationLatency: exchange.integrationLatency });
    accessLog?.record(exchange, ending);
    if (activity.isWatched) activity.tell(servedOf(exchange, ending, query));
    return identified(answer, requestId);
  }

  /** What a request gets whose method is none that HTTP servers know. */
  refuse(path: string): HttpResponse {
    const requestId = randomUUID();
    const answer = this.answerTo(new Refusal("MISSING_AUTHENTICATION_TOKEN"), { requestId, stage: this.name, path });
    return identified(answer, requestId);
  }

  private async answer({ exchange, path, query }: Request): Promise<HttpResponse> {
    const { message, requestId, rawPath } = exchange;
    let reading: Promise<Buffer> | undefined;
    const wholeBody = (): Promise<Buffer> =>
      (reading ??= hasBody(message) ? bodyOf(message, limits.bodyBytes) : Promise.resolve(noBody));
    const { firewall } = this.options;
    const blocked = firewall && (await passFirewall(firewall, this.name, { exchange, query, body: wholeBody }));
    if (blocked) return blocked;
    const { target: method, variables } = this.routes.find(message.method ?? "", path);
    exchange.method = method;
    const traceId = (exchange.traceId = traceIdOf(message, requestId));
    const { resourcePath } = method;
    // All its members from the start, and no copies: V8 takes long for objects that grow.
    const incoming: Incoming = {
      message,
      requestId,
      traceId,
      rawPath,
      path,
      query,
      variables,
      resourcePath,
      key: undefined,
      authorizer: undefined,
      signer: undefined,
      body: noBody,
    };
    const { authorizer } = method;
    const authorized = authorizer && (await this.authorize(authorizer, { ...incoming, wholeBody }, exchange));
    if (!authorized) this.options.policy.check(message, path);
    const client = method.apiKeyRequired ? this.clientOf(message, authorized) : undefined;
    exchange.key = incoming.key = client?.key;
    this.admit(method, client);
    if (method.required) checkParameters(method.required, { message, query, variables });
    if (hasBody(message)) incoming.body = await wholeBody();
    checkBody(method, message, incoming.body);
    incoming.authorizer = authorized?.context;
    incoming.signer = authorized?.signer;
    const began = performance.now();
    try {
      const answer = await this.integrate(method, incoming, exchange);
      exchange.integrationStatus = answer.status;
      return answer;
    } finally {
      exchange.integrationLatency = performance.now() - began;
    }
  }

  private async authorize(
    { name, scopes }: MethodAuthorizer,
    asking: Asking,
    exchange: Pick<Exchange, "authorizer">,
  ): Promise<Authorized> {
    const authorizer = this.options.authorizers.get(name);
    if (!authorizer) throw new Error(`there is no authorizer ${name}`);
    const began = performance.now();
    const latency = (): number => performance.now() - began;
    try {
      const authorized = await authorizer.authorize(asking, scopes);
      exchange.authorizer = { status: 200, latency: latency(), context: authorized.context };
      return authorized;
    } catch (error) {
      if (error instanceof Refusal)
        exchange.authorizer = { status: error.status, latency: latency(), error: error.message };
      throw error;
    }
  }

  private clientOf({ headers }: IncomingMessage, authorized: Authorized | undefined): Client {
    const { takesKeysFromAuthorizers, clients } = this.options;
    const client = clients.get(takesKeysFromAuthorizers ? (authorized?.apiKey ?? "") : String(headers["x-api-key"]));
    if (!client) throw new Refusal("INVALID_API_KEY");
    return client;
  }

  private admit(method: Method, client: Client | undefined): void {
    const bucket = this.options.buckets.get(method);
    if (!bucket) throw new Error(`${method.httpMethod} ${method.resourcePath} has no bucket`);
    const exceeded = admit(method, bucket, client, this.options.now());
    if (exceeded) throw new Refusal(exceeded);
  }

  private integrate(method: Method, incoming: Incoming, exchange: Exchange): HttpResponse | Promise<HttpResponse> {
    const { integration } = method;
    switch (integration.kind) {
      case "lambda":
        return this.options.functions.answer(method, integration, incoming, exchange);
      case "backend":
        return this.options.backends.answer(method, integration, incoming, exchange);
      case "unserved":
        return {
          status: 501,
          headers: [["Content-Type", "application/json"]],
          body: JSON.stringify({ message: `${integration.what} is not served offline` }),
        };
    }
  }

  private answerTo(error: unknown, context: TemplateContext): HttpResponse {
    const { responses, log } = this.options;
    if (error instanceof Refusal) return responses.render(error, context);
    if (error instanceof TooLarge) return bodyTooLarge;
    if (!(error instanceof NoCapacity)) throw error;
    // AWS answers so what Lambda throttles (https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway-errors.html).
    if (error instanceof Throttled) return responses.render(new Refusal("API_CONFIGURATION_ERROR"), context);
    if (error.isStarting) return responses.render(new Refusal("INTEGRATION_TIMEOUT"), context);
    log(`OUT OF CAPACITY: ${error.message}; --max-environments allows more of them`);
    return responses.outOfCapacity(context);
  }
}

const noBody = Buffer.alloc(0);

/** What is told of an exchange. */
const servedOf = (
  { message, requestId, rawPath, method, refusal, invocation }: Exchange,
  { answer, latency }: Ending,
  query: string,
): Happening => ({
  kind: "request",
  time: Date.now(),
  requestId,
  method: message.method ?? "",
  path: query === "" ? rawPath : `${rawPath}?${query}`,
  route: method?.resourcePath,
  status: answer.status,
  milliseconds: latency,
  refusal: refusal && { type: refusal.type, message: refusal.validationErrors || refusal.message || refusal.type },
  functionName: invocation?.functionName,
  invocationId: invocation?.invocationId,
  initMilliseconds: invocation?.initMilliseconds,
});

/** Every answer says which request it is for. */
const identified = ({ status, headers, body, closes }: HttpResponse, requestId: string): HttpResponse => ({
  status,
  headers: [...headers, ["x-amzn-RequestId", requestId], ["x-amz-apigw-id", requestId]],
  body,
  closes,
});
