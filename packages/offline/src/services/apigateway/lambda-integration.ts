import { isTooLarge } from "../../protocol/targets";
import type { HttpResponse } from "../../protocol/http-response";
import type { Integration, Method } from "./document";
import { type Incoming, type Place, proxyEvent } from "./event";
import type { Exchange } from "./exchange";
import type { MethodFunctions } from "./method-functions";
import type { StageFunctions } from "./stage-functions";
import { proxyResponse } from "./proxy";
import { Refusal } from "./refusal";

type LambdaIntegration = Extract<Integration, { kind: "lambda" }>;

export interface LambdaIntegrationsOptions {
  functions: StageFunctions;
  ofMethods: MethodFunctions;
  place: Place;
  log: (text: string) => void;
}

/** The Lambda proxy integrations of a stage. */
export class LambdaIntegrations {
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
    const { place, functions, ofMethods } = this.options;
    const lambda = ofMethods.of(method, integration);
    const functionName = lambda.name;
    exchange.invocation = { functionName };
    const payload = proxyEvent(incoming, place);
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
}
