import { createHash } from "node:crypto";
import { membersOf } from "../../../is-record";
import { parseJson } from "../../../parse-json";
import type { Invocable, Invocation } from "../../../protocol/targets";
import type { Place } from "../event";
import type { StageFunctions } from "../stage-functions";
import { Refusal } from "../refusal";
import type { ResourcePolicyCheck } from "../resource-policy";
import type { Asking, Authorized, Authorizer } from "./authorizer";
import { BoundedCache } from "./bounded-cache";
import type { DeclaredAuthorizer } from "./declared";
import { askingEvent, sourceValue, tokenEvent } from "./lambda-event";
import { type AuthorizerOutput, authorizerOutput, MalformedOutput } from "./lambda-output";

export type DeclaredLambdaAuthorizer = Exclude<DeclaredAuthorizer, { kind: "userPools" }>;

export interface LambdaAuthorizerOptions {
  name: string;
  declared: DeclaredLambdaAuthorizer;
  functions: StageFunctions;
  place: Place;
  policy: Pick<ResourcePolicyCheck, "methodArn" | "check" | "checkDenials" | "checkWith">;
  /** ARN of the API, as permissions of functions begin. */
  executionArn: string;
  /** Milliseconds since the epoch. */
  now: () => number;
  log: (text: string) => void;
}

/** So many answers are kept: of each caller one. */
const mostAnswers = 10_000;

/** How long API Gateway waits for an authorizer, in milliseconds: as for any other function. */
const timeoutMilliseconds = 29_000;

/**
 * Asks a function about a caller, as Lambda authorizers do, by a token or by the request
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html). What it answers is
 * kept, and its policy judged anew for each method.
 */
export class LambdaAuthorizer implements Authorizer {
  private readonly answers = new BoundedCache<AuthorizerOutput>(mostAnswers);
  private lambda: Invocable | undefined;
  private isKnown = false;

  constructor(private readonly options: LambdaAuthorizerOptions) {}

  async authorize(asking: Asking): Promise<Authorized> {
    const { declared, policy, now } = this.options;
    policy.checkDenials(asking.message, asking.path);
    const identity = this.identityOf(asking);
    const kept = declared.keptMilliseconds > 0 ? this.answers.find(identity, now()) : undefined;
    const began = performance.now();
    const output = kept ?? (await this.ask(asking));
    if (!kept && declared.keptMilliseconds > 0) this.answers.keep(identity, output, now() + declared.keptMilliseconds);
    policy.checkWith(output.policy, asking.message, asking.path);
    const { principalId, context, usageIdentifierKey } = output;
    const integrationLatency = Math.round(performance.now() - began);
    return { context: { ...context, principalId, integrationLatency }, apiKey: usageIdentifierKey };
  }

  /**
   * What tells a caller from others.
   *
   * @throws Refusal where the request lacks it: the function is not asked then
   */
  private identityOf(asking: Asking): string {
    const { declared, place } = this.options;
    const values =
      declared.kind === "token"
        ? [tokenOf(declared.header, asking)]
        : declared.sources.map((source) => sourceValue(source, asking, place));
    if (values.includes("")) throw new Refusal("UNAUTHORIZED");
    if (declared.kind === "token" && declared.pattern && !declared.pattern.test(values.join("")))
      throw new Refusal("UNAUTHORIZED");
    return createHash("sha256").update(JSON.stringify(values)).digest("base64");
  }

  private async ask(asking: Asking): Promise<AuthorizerOutput> {
    const { declared, functions, place, policy } = this.options;
    const lambda = this.function();
    const methodArn = policy.methodArn(asking.message, asking.path);
    const event =
      declared.kind === "token"
        ? tokenEvent(tokenOf(declared.header, asking), methodArn)
        : askingEvent(asking, place, methodArn);
    const invoking = lambda.invoke(JSON.stringify(event), timeoutMilliseconds);
    return this.outputOf(
      lambda.name,
      await functions.within(timeoutMilliseconds, invoking, () => new Refusal("AUTHORIZER_CONFIGURATION_ERROR")),
    );
  }

  private outputOf(functionName: string, { failed, payload }: Invocation): AuthorizerOutput {
    if (failed) {
      // A function says by this word that the caller is nobody; all else that it throws is a fault of its own.
      const isUnknown = membersOf(parseJson(payload)).errorMessage === "Unauthorized";
      throw new Refusal(isUnknown ? "UNAUTHORIZED" : "AUTHORIZER_CONFIGURATION_ERROR");
    }
    try {
      return authorizerOutput(payload);
    } catch (error) {
      if (!(error instanceof MalformedOutput)) throw error;
      this.options.log(
        `${functionName} answered the authorizer ${this.options.name} nothing that it takes: ${error.message}`,
      );
      throw new Refusal("AUTHORIZER_CONFIGURATION_ERROR");
    }
  }

  private function(): Invocable {
    if (!this.isKnown) {
      const { name, declared, functions, executionArn } = this.options;
      const sourceArn = `${executionArn}/authorizers/${declared.id ?? authorizerId(executionArn, name)}`;
      const asker = `what the authorizer ${name} guards`;
      this.lambda = functions.permitted(asker, declared.functionArn, declared.roleArn, sourceArn);
      this.isKnown = true;
    }
    if (!this.lambda) throw new Refusal("AUTHORIZER_CONFIGURATION_ERROR");
    return this.lambda;
  }
}

const tokenOf = (header: string, { message }: Asking): string => String(message.headers[header] ?? "");

/** API Gateway gives an authorizer an id of six letters and digits. */
const authorizerId = (executionArn: string, name: string): string =>
  createHash("sha256").update(`${executionArn}/${name}`).digest("hex").slice(0, 6);
