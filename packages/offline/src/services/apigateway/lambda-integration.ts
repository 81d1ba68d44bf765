import { isTooLarge, type Invocable, type Targets } from "../../protocol/targets";
import type { HttpResponse } from "../../protocol/http-response";
import type { Integration } from "./document";
import { type Incoming, type Place, proxyEvent } from "./event";
import { proxyResponse } from "./proxy";
import { Refusal } from "./refusal";

/** The Lambda proxy integrations of a stage. */
export class LambdaIntegrations {
  private readonly functions = new Map<string, Invocable>();

  constructor(
    private readonly targets: Pick<Targets, "invocable">,
    private readonly place: Place,
    private readonly log: (text: string) => void,
  ) {}

  /**
   * Has a function answer.
   *
   * @throws Refusal where the gateway answers in its place
   * @throws NoCapacity if no environment became free within the integration's time-out
   */
  async answer(integration: Extract<Integration, { kind: "lambda" }>, incoming: Incoming): Promise<HttpResponse> {
    const lambda = this.functionOf(integration.functionArn);
    const payload = JSON.stringify(proxyEvent(incoming, this.place));
    if (isTooLarge(payload)) throw new Refusal("REQUEST_TOO_LARGE");
    const { timeoutMilliseconds } = integration;
    const outcome = await within(timeoutMilliseconds, lambda.invoke(payload, timeoutMilliseconds));
    if (outcome.failed) throw new Refusal("DEFAULT_5XX");
    const response = proxyResponse(outcome.payload, this.place.isBinary(incoming.message.headers.accept));
    if (typeof response === "string") {
      this.log(`[${lambda.name} ${outcome.requestId}] error: malformed Lambda proxy response: ${response}`);
      throw new Refusal("DEFAULT_5XX");
    }
    response.headers.push(["X-Amzn-Trace-Id", incoming.traceId]);
    return response;
  }

  private functionOf(arn: string): Invocable {
    const lambda = this.functions.get(arn) ?? this.targets.invocable(arn);
    if (!lambda) throw new Refusal("API_CONFIGURATION_ERROR");
    this.functions.set(arn, lambda);
    return lambda;
  }
}

/** What comes of a promise, or a refusal after the integration's time-out; the function itself runs on, as in AWS. */
const within = <Value>(milliseconds: number, promise: Promise<Value>): Promise<Value> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Refusal("INTEGRATION_TIMEOUT")), milliseconds);
    promise.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
