import { TooLarge } from "../../protocol/http-body";
import { httpAnswer } from "../../protocol/http-event/answer";
import type { HttpResponse } from "../../protocol/http-response";
import { isTooLarge } from "../../protocol/targets";
import { proxyResponse } from "../apigateway/proxy";
import { Refusal } from "../apigateway/refusal";
import type { StageFunctions } from "../apigateway/stage-functions";
import type { Authorized } from "./authorizers/authorized";
import { eventOfFormat1, eventOfFormat2, type Routed } from "./events";
import type { ServedTarget } from "./integrations/declared";

/** Which invocation answered. */
export interface RouteInvocation {
  functionName: string;
  invocationId?: string;
  initMilliseconds?: number;
}

/** The functions behind routes. */
export class RouteFunctions {
  constructor(
    private readonly functions: StageFunctions,
    private readonly log: (text: string) => void,
  ) {}

  /**
   * Has a function answer.
   *
   * @throws TooLarge, NoCapacity, or Refusal where it takes too long
   */
  async answer(
    target: Extract<ServedTarget, { kind: "lambda" }>,
    routed: Routed,
    body: Buffer,
    authorized: Authorized | undefined,
  ): Promise<{ answer: HttpResponse; invocation?: RouteInvocation }> {
    const { functionArn, roleArn, format, timeoutMilliseconds } = target;
    const { api, stage, route } = routed;
    const source = `${api.executionArn}/${stage}/${route.key.replace(" ", "").replace(/^ANY\//, "*/")}`;
    const lambda = this.functions.permitted(route.key, functionArn, roleArn, source);
    if (!lambda) return { answer: failed };
    const event = format === "2.0" ? eventOfFormat2 : eventOfFormat1;
    const payload = JSON.stringify(event(routed, body, authorized));
    if (isTooLarge(payload)) throw new TooLarge();
    const invoking = lambda.invoke(payload, timeoutMilliseconds);
    const late = (): Refusal => new Refusal("INTEGRATION_TIMEOUT");
    const outcome = await this.functions.within(timeoutMilliseconds, invoking, late);
    const { requestId: invocationId, initMilliseconds } = outcome;
    const invocation = { functionName: lambda.name, invocationId, initMilliseconds };
    if (outcome.failed) return { answer: failed, invocation };
    const answer = format === "2.0" ? httpAnswer(outcome.payload, textType) : proxyResponse(outcome.payload, true);
    if (typeof answer !== "string") return { answer, invocation };
    this.log(`${lambda.name} answered what is no answer of HTTP: ${answer}`);
    return { answer: failed, invocation };
  }
}

/** As HTTP APIs say of bodies of which functions say nothing (aasisodiya.github.io/nodejs/nodejs-aws/nodejs-aws-apigw shows one). */
const textType = "text/plain; charset=utf-8";

/** What callers get where a function, or a service, is at fault. */
export const failed: HttpResponse = {
  status: 500,
  headers: [["Content-Type", "application/json"]],
  body: JSON.stringify({ message: "Internal Server Error" }),
};
