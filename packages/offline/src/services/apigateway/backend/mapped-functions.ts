import { membersOf } from "../../../is-record";
import { parseJson } from "../../../parse-json";
import { AwsError } from "../../../protocol/service";
import { isTooLarge, type Sender, type Targets } from "../../../protocol/targets";
import type { Method } from "../document";
import type { Exchange } from "../exchange";
import type { MethodFunctions } from "../method-functions";
import { Refusal } from "../refusal";
import type { StageFunctions } from "../stage-functions";
import type { Answered } from "./backends";
import type { Backend } from "./declared";
import type { BackendRequest } from "./request";

export interface MappedFunctionsOptions {
  functions: StageFunctions;
  ofMethods: MethodFunctions;
  targets: Pick<Targets, "deliver">;
  log: (text: string) => void;
}

type FunctionBackend = Extract<Backend, { at: "function" }>;

/** Functions that get what an integration's template makes, and whose answers its responses shape. */
export class MappedFunctions {
  constructor(private readonly options: MappedFunctionsOptions) {}

  /**
   * Has a function answer, or take the event where the integration says `X-Amz-Invocation-Type: Event`.
   *
   * @throws Refusal where the gateway answers in its place
   * @throws NoCapacity if no environment became free within the integration's time-out
   */
  async ask(
    method: Method,
    backend: FunctionBackend,
    { headers, body }: BackendRequest,
    exchange: Pick<Exchange, "invocation">,
  ): Promise<Answered> {
    const { functions, ofMethods, log } = this.options;
    const lambda = ofMethods.of(method, backend);
    const payload = body.length === 0 ? "{}" : body.toString("utf8");
    if (parseJson(payload) === undefined) {
      log(`${lambda.name} was not invoked: what the integration makes of the request is no JSON: ${payload}`);
      throw new Refusal("API_CONFIGURATION_ERROR");
    }
    if (isTooLarge(payload)) throw new Refusal("REQUEST_TOO_LARGE");
    if (headers["x-amz-invocation-type"]?.toLowerCase() === "event") return this.handOver(method, backend, payload);
    const { timeoutMilliseconds } = backend;
    exchange.invocation = { functionName: lambda.name };
    const invoking = lambda.invoke(payload, timeoutMilliseconds);
    const late = (): Refusal => new Refusal("INTEGRATION_TIMEOUT");
    const outcome = await functions.within(timeoutMilliseconds, invoking, late);
    const { requestId: invocationId, initMilliseconds } = outcome;
    exchange.invocation = { functionName: lambda.name, invocationId, initMilliseconds };
    // What a function answers is tested by nothing; only its errors are, by their messages.
    const tested = outcome.failed ? String(membersOf(parseJson(outcome.payload)).errorMessage) : undefined;
    return { status: 200, headers: jsonType, body: Buffer.from(outcome.payload), tested };
  }

  private async handOver(method: Method, { functionArn, roleArn }: FunctionBackend, body: string): Promise<Answered> {
    const { ofMethods, targets, log } = this.options;
    const sender: Sender =
      roleArn === undefined
        ? { service: "apigateway.amazonaws.com", sourceArn: ofMethods.sourceArn(method) }
        : { roleArn };
    try {
      await targets.deliver(functionArn, { body }, sender);
      return { status: 202, headers: jsonType, body: Buffer.alloc(0), tested: undefined };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      log(`${functionArn} took no event of ${method.httpMethod} ${method.resourcePath}: ${error.message}`);
      throw new Refusal("API_CONFIGURATION_ERROR");
    }
  }
}

const jsonType = { "content-type": "application/json" };
