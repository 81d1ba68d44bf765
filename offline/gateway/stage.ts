import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { bodyOf, hasBody, TooLarge } from "../http";
import { NoCapacity } from "../lambda/environments";
import type { Pool } from "../lambda/pool";
import { type Graph, object, ofType, type Properties, type Resource, text } from "../program/graph";
import { binaryMediaTypes, type Integration, type Method, methodsOf } from "./document";
import { type Incoming, type Place, parametersOf, proxyEvent } from "./event";
import { type ApiKey, keysOf } from "./keys";
import { proxyAnswer } from "./proxy";
import { type Answer, type GatewayError, GatewayResponses } from "./responses";
import { type Match, Router } from "./router";
import { places, type RequiredParameters } from "./validator";

/** API Gateway's limit for a request's body. */
const maxBodyBytes = 10_485_760;

/** An error the gateway answers itself. */
class Refusal extends Error {
  constructor(readonly error: GatewayError) {
    super(error.message);
  }
}

const refusal = (type: string, status: number, message: string, validationErrors?: string): Refusal =>
  new Refusal({ type, status, message, validationErrors });

/** One stage of a REST API: everything it knows comes from the program's resources and their OpenAPI document. */
export class Stage {
  readonly methods: Method[];
  readonly name: string;
  readonly restApiId: string;
  private readonly router = new Router<Map<string, Method>>();
  private readonly responses: GatewayResponses;
  private readonly keys: Map<string, ApiKey>;
  private readonly place: Place;

  constructor(
    stage: Resource,
    restApi: Resource,
    graph: Graph,
    private readonly pool: Pool,
  ) {
    const document: Properties = JSON.parse(text(restApi.inputs, "body"));
    this.name = text(stage.inputs, "stageName");
    this.restApiId = restApi.id;
    this.methods = methodsOf(document);
    const byPath = new Map<string, Map<string, Method>>();
    for (const method of this.methods) {
      const methods = byPath.get(method.resourcePath) ?? new Map<string, Method>();
      byPath.set(method.resourcePath, methods.set(method.httpMethod, method));
    }
    for (const [path, methods] of byPath) this.router.add(path, methods);
    this.responses = new GatewayResponses(document);
    this.keys = keysOf(graph, restApi.id, this.name);
    const binary = new Set(binaryMediaTypes(document));
    this.place = {
      account: graph.account,
      apiId: restApi.id,
      stageName: this.name,
      deploymentId: text(stage.inputs, "deployment"),
      stageVariables: "variables" in stage.inputs ? stringsOf(object(stage.inputs, "variables")) : null,
      isBinary: (type) => binary.has("*/*") || binary.has(type.split(";")[0] ?? ""),
    };
  }

  /**
   * Serves a request in API Gateway's order: route, key, parameters, body, integration.
   *
   * @param path raw path below the stage
   */
  async handle(message: IncomingMessage, path: string, query: string): Promise<Answer> {
    const requestId = randomUUID();
    const answer = await this.answer(message, path, query, requestId).catch((error: unknown) => {
      if (error instanceof TooLarge) return tooLarge;
      if (error instanceof Refusal) return this.responses.render(error.error, { requestId, stage: this.name, path });
      throw error;
    });
    return { ...answer, headers: [...answer.headers, ["x-amzn-RequestId", requestId], ["x-amz-apigw-id", requestId]] };
  }

  private async answer(message: IncomingMessage, path: string, query: string, requestId: string): Promise<Answer> {
    const { target: method, variables } = this.route(message.method ?? "", path);
    const key = this.keys.get(String(message.headers["x-api-key"]));
    if (method.apiKeyRequired && !key) throw refusal("INVALID_API_KEY", 403, "Forbidden");
    if (method.required) checkParameters(method.required, message, variables, query);
    const body = hasBody(message) ? await bodyOf(message, maxBodyBytes) : Buffer.alloc(0);
    checkBody(method, message, body);
    const { resourcePath, integration } = method;
    return this.integrate(integration, { message, requestId, path, query, variables, resourcePath, key, body });
  }

  private route(httpMethod: string, path: string): Match<Method> {
    const found = this.router.find(path);
    const method = found?.target.get(httpMethod) ?? found?.target.get("ANY");
    if (found && method) return { target: method, variables: found.variables };
    throw refusal("MISSING_AUTHENTICATION_TOKEN", 403, "Missing Authentication Token");
  }

  private integrate(integration: Integration, incoming: Incoming): Answer | Promise<Answer> {
    switch (integration.kind) {
      case "mock":
        return { status: integration.status, headers: integration.headers, body: integration.body };
      case "lambda":
        return this.invoke(integration.functionArn, integration.timeoutMilliseconds, incoming);
      case "unserved":
        return {
          status: 501,
          headers: [["Content-Type", "application/json"]],
          body: JSON.stringify({ message: `${integration.what} is not served offline` }),
        };
    }
  }

  private async invoke(functionArn: string, timeoutMilliseconds: number, incoming: Incoming): Promise<Answer> {
    const lambda = this.pool.find(functionArn);
    if (!lambda) throw refusal("API_CONFIGURATION_ERROR", 500, "Internal server error");
    const payload = JSON.stringify(proxyEvent(incoming, this.place));
    const timedOut = () => refusal("INTEGRATION_TIMEOUT", 504, "Endpoint request timed out");
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>(
      (_, reject) => (timer = setTimeout(() => reject(timedOut()), timeoutMilliseconds)),
    );
    try {
      const outcome = await Promise.race([this.pool.invoke(lambda, payload, timeoutMilliseconds), timeout]);
      const answer = outcome.failed ? undefined : proxyAnswer(outcome.payload);
      if (answer) return answer;
    } catch (error) {
      if (error instanceof NoCapacity) throw timedOut();
      throw error;
    } finally {
      clearTimeout(timer);
    }
    throw refusal("DEFAULT_5XX", 502, "Internal server error");
  }
}

/** The stages of a program whose APIs have a document; others are recorded only. */
export const stagesOf = (graph: Graph, pool: Pool): Map<string, Stage> =>
  new Map(
    ofType(graph, "aws:apigateway/stage:Stage").flatMap((stage): [string, Stage][] => {
      const restApi = graph.resources.find(
        ({ type, id }) => type === "aws:apigateway/restApi:RestApi" && id === stage.inputs.restApi,
      );
      if (typeof restApi?.inputs.body !== "string") return [];
      return [[`${restApi.id}/${text(stage.inputs, "stageName")}`, new Stage(stage, restApi, graph, pool)]];
    }),
  );

const stringsOf = (values: Properties): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));

/** The one error that API Gateway does not let anybody shape. */
const tooLarge: Answer = {
  status: 413,
  headers: [["Content-Type", "text/plain"]],
  body: `HTTP content length exceeded ${maxBodyBytes} bytes.`,
};

function checkParameters(
  required: RequiredParameters,
  message: IncomingMessage,
  variables: Record<string, string>,
  query: string,
): void {
  const given = parametersOf(query);
  const values = {
    header: (name: string) => String(message.headers[name.toLowerCase()] ?? ""),
    path: (name: string) => variables[name] ?? "",
    query: (name: string) => given[name]?.at(-1) ?? "",
  };
  const missing = places.flatMap((place) => required[place].filter((name) => values[place](name).trim() === ""));
  if (missing.length === 0) return;
  throw refusal("BAD_REQUEST_PARAMETERS", 400, `Missing required request parameters: [${missing.join(", ")}]`);
}

/** A body whose content type has no model is not looked at: the function has to. */
function checkBody(method: Method, message: IncomingMessage, body: Buffer): void {
  const type = (message.headers["content-type"] ?? "application/json").split(";")[0]?.trim() ?? "";
  const errors = method.bodyChecks?.get(type)?.(body.toString("utf8"));
  if (errors !== undefined) throw refusal("BAD_REQUEST_BODY", 400, "Invalid request body", errors);
}
