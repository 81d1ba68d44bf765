import { isTooLarge, type Invocable } from "../../protocol/targets";
import type { HttpResponse } from "../../protocol/http-response";
import type { Integration, Method } from "./document";
import { type Incoming, type Place, proxyEvent } from "./event";
import type { Exchange } from "./exchange";
import type { StageFunctions } from "./stage-functions";
import { proxyResponse } from "./proxy";
import { Refusal } from "./refusal";

type LambdaIntegration = Extract<Integration, { kind: "lambda" }>;

export interface LambdaIntegrationsOptions {
  functions: StageFunctions;
  place: Place;
  /** ARN of the stage, as permissions of functions name it. */
  stageArn: string;
  log: (text: string) => void;
}

/** The Lambda proxy integrations of a stage. */
export class LambdaIntegrations {
  private readonly byMethod = new Map<Method, Invocable | undefined>();

  constructor(private readonly options: LambdaIntegrationsOptions) {}

  /**
   * Has a function answer.
   *
   * @param exchange notes which invocation it was
   * @throws Refusal where the gateway answers in its place
   * @throws NoCapacity if no environment became free within the integration's time-out
   */
  async answer(
    method: Method,
    integration: LambdaIntegration,
    incoming: Incoming,
    exchange: Pick<Exchange, "invocation">,
  ): Promise<HttpResponse> {
    const lambda = this.functionOf(method, integration);
    const functionName = lambda.name;
    exchange.invocation = { functionName };
    const { place, functions } = this.options;
    const payload = JSON.stringify(proxyEvent(incoming, place));
    if (isTooLarge(payload)) throw new Refusal("REQUEST_TOO_LARGE");
    const { timeoutMilliseconds } = integration;
    const invoking = lambda.invoke(payload, timeoutMilliseconds);
    const outcome = await functions.within(timeoutMilliseconds, invoking, () => new Refusal("INTEGRATION_TIMEOUT"));
    exchange.invocation = {
      functionName,
      invocationId: outcome.requestId,
      initMilliseconds: outcome.initMilliseconds,
    };
    if (outcome.failed) throw new Refusal("DEFAULT_5XX");
    const response = proxyResponse(outcome.payload, place.isBinary(incoming.message.headers.accept));
    if (typeof response === "string") {
      this.options.log(`${functionName} answered no proxy response: ${response}`);
      throw new Refusal("DEFAULT_5XX");
    }
    response.headers.push(["X-Amzn-Trace-Id", incoming.traceId]);
    return response;
  }

  private functionOf(method: Method, { functionArn, roleArn }: LambdaIntegration): Invocable {
    if (!this.byMethod.has(method)) {
      const { httpMethod, resourcePath } = method;
      const sourceArn = `${this.options.stageArn}/${httpMethod === "ANY" ? "*" : httpMethod}${resourcePath}`;
      const asker = `${httpMethod} ${resourcePath}`;
      this.byMethod.set(method, this.options.functions.permitted(asker, functionArn, roleArn, sourceArn));
    }
    const lambda = this.byMethod.get(method);
    if (!lambda) throw new Refusal("API_CONFIGURATION_ERROR");
    return lambda;
  }
}
