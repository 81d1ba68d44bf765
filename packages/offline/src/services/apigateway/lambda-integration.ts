import { isTooLarge, type Invocable, type Sender, type Targets } from "../../protocol/targets";
import type { HttpResponse } from "../../protocol/http-response";
import type { Integration, Method } from "./document";
import { type Incoming, type Place, proxyEvent } from "./event";
import type { Exchange } from "./exchange";
import { proxyResponse } from "./proxy";
import { after, type RunningTime } from "../../running-time";
import { Refusal } from "./refusal";

type LambdaIntegration = Extract<Integration, { kind: "lambda" }>;

export interface LambdaIntegrationsOptions {
  targets: Pick<Targets, "invocable" | "objection">;
  /** What time-outs go by. */
  running: RunningTime;
  place: Place;
  /** ARN of the stage, as permissions of functions name it. */
  stageArn: string;
  log: (text: string) => void;
}

/** The Lambda proxy integrations of a stage. */
export class LambdaIntegrations {
  private readonly functions = new Map<Method, Invocable | undefined>();

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
    const { place } = this.options;
    const payload = JSON.stringify(proxyEvent(incoming, place));
    if (isTooLarge(payload)) throw new Refusal("REQUEST_TOO_LARGE");
    const { timeoutMilliseconds } = integration;
    const outcome = await this.within(timeoutMilliseconds, lambda.invoke(payload, timeoutMilliseconds));
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

  /** What comes of a promise, or a refusal after the integration's time-out; the function itself runs on, as in AWS. */
  private within<Value>(milliseconds: number, promise: Promise<Value>): Promise<Value> {
    return new Promise((resolve, reject) => {
      const refuse = () => reject(new Refusal("INTEGRATION_TIMEOUT"));
      const cancel = after(milliseconds, this.options.running, refuse);
      promise.finally(cancel).then(resolve, reject);
    });
  }

  /** Whether API Gateway may invoke a method's function does not change while the host runs. */
  private functionOf(method: Method, integration: LambdaIntegration): Invocable {
    if (!this.functions.has(method)) this.functions.set(method, this.permitted(method, integration));
    const lambda = this.functions.get(method);
    if (!lambda) throw new Refusal("API_CONFIGURATION_ERROR");
    return lambda;
  }

  private permitted(method: Method, { functionArn, roleArn }: LambdaIntegration): Invocable | undefined {
    const { targets, stageArn, log } = this.options;
    const { httpMethod, resourcePath } = method;
    const sourceArn = `${stageArn}/${httpMethod === "ANY" ? "*" : httpMethod}${resourcePath}`;
    const sender: Sender = roleArn === undefined ? { service: "apigateway.amazonaws.com", sourceArn } : { roleArn };
    const lambda = targets.invocable(functionArn);
    const objection = lambda ? targets.objection(functionArn, sender) : undefined;
    const why = objection?.message ?? (lambda ? undefined : "there is no such function here");
    if (why === undefined) return lambda;
    log(`${httpMethod} ${resourcePath} answers 500, as on AWS: it cannot invoke ${functionArn}: ${why}`);
    return undefined;
  }
}
