import { createHash } from "node:crypto";
import { isRecord, membersOf } from "../../../is-record";
import { parseJson } from "../../../parse-json";
import { compile } from "../../../protocol/iam/compile";
import { MalformedPolicy } from "../../../protocol/iam/document";
import type { Invocable } from "../../../protocol/targets";
import { BoundedCache } from "../../apigateway/authorizers/bounded-cache";
import { Refusal } from "../../apigateway/refusal";
import type { StageFunctions } from "../../apigateway/stage-functions";
import { type Authorized, AuthorizerRefusal } from "./authorized";
import type { DeclaredAuthorizer } from "./declared";

export type DeclaredLambdaAuthorizer = Extract<DeclaredAuthorizer, { kind: "lambda" }>;

export interface LambdaAuthorizerOptions {
  declared: DeclaredLambdaAuthorizer;
  functions: StageFunctions;
  /** ARN of the API, as permissions of functions begin. */
  executionArn: string;
  log: (text: string) => void;
  /** Milliseconds since the epoch. */
  now: () => number;
}

/** A request that is to be judged. */
export interface Judged {
  /** What it has at each identity source. */
  identity: string[];
  /** ARN of the route as it is called. */
  routeArn: string;
  /** What the function gets. */
  event: object;
}

/** What an authorizer's function has said of somebody. */
interface Output extends Extract<Authorized, { kind: "lambda" }> {
  allows(routeArn: string): boolean;
}

/** So many answers are kept: of each caller one. */
const mostAnswers = 10_000;

/** How long an HTTP API waits for an authorizer, in milliseconds. */
const timeoutMilliseconds = 10_000;

/**
 * Asks a function about a caller, which answers whether to let it in or with a policy. Its answer is kept by the values of
 * the identity sources, for all routes
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html).
 */
export class LambdaAuthorizer {
  private readonly answers = new BoundedCache<Output>(mostAnswers);
  private lambda: Invocable | undefined;
  private isKnown = false;

  constructor(private readonly options: LambdaAuthorizerOptions) {}

  /** @throws AuthorizerRefusal */
  async authorize({ identity, routeArn, event }: Judged): Promise<Authorized> {
    const { declared, now } = this.options;
    // The function is not asked about a caller who says nothing of what it judges by.
    if (identity.includes("")) throw new AuthorizerRefusal(401);
    const key = createHash("sha256").update(JSON.stringify(identity)).digest("base64");
    const kept = declared.keptMilliseconds > 0 ? this.answers.find(key, now()) : undefined;
    const output = kept ?? (await this.ask(event));
    if (!kept && declared.keptMilliseconds > 0) this.answers.keep(key, output, now() + declared.keptMilliseconds);
    if (!output.allows(routeArn)) throw new AuthorizerRefusal(403);
    return output;
  }

  private async ask(event: object): Promise<Output> {
    const { declared, functions, log } = this.options;
    const lambda = this.function();
    const invoking = lambda.invoke(JSON.stringify(event), timeoutMilliseconds);
    const late = () => new Refusal("AUTHORIZER_CONFIGURATION_ERROR");
    const { failed, payload } = await functions.within(timeoutMilliseconds, invoking, late).catch((error: unknown) => {
      if (error instanceof Refusal) throw new AuthorizerRefusal(500);
      throw error;
    });
    // By this word a function says that the caller is nobody; all else that it throws is a fault of its own.
    if (failed) throw new AuthorizerRefusal(errorOf(payload) === "Unauthorized" ? 401 : 500);
    const output = outputOf(payload, declared.isSimple);
    if (typeof output !== "string") return output;
    log(`${lambda.name} answered the authorizer ${declared.name} nothing that it takes: ${output}`);
    throw new AuthorizerRefusal(500);
  }

  private function(): Invocable {
    if (!this.isKnown) {
      const { declared, functions, executionArn } = this.options;
      const asker = `what the authorizer ${declared.name} guards`;
      const sourceArn = `${executionArn}/authorizers/${declared.id}`;
      this.lambda = functions.permitted(asker, declared.functionArn, declared.roleArn, sourceArn);
      this.isKnown = true;
    }
    if (!this.lambda) throw new AuthorizerRefusal(500);
    return this.lambda;
  }
}

const errorOf = (payload: string): unknown => membersOf(parseJson(payload)).errorMessage;

/** What a function's answer says, or why it says nothing. */
function outputOf(payload: string, isSimple: boolean): Output | string {
  const output = parseJson(payload);
  if (!isRecord(output)) return "it is not an object";
  const { isAuthorized, principalId, policyDocument } = output;
  const context = membersOf(output.context);
  if (isSimple) {
    if (typeof isAuthorized !== "boolean") return "isAuthorized is not a boolean";
    return { kind: "lambda", context, principalId: undefined, allows: () => isAuthorized };
  }
  if (typeof principalId !== "string" || principalId === "") return "it has no principalId";
  try {
    const policy = compile([policyDocument]);
    const allows = (resource: string) => policy({ action: "execute-api:Invoke", resource }) === "allow";
    return { kind: "lambda", context, principalId, allows };
  } catch (error) {
    if (error instanceof MalformedPolicy) return `policyDocument: ${error.message}`;
    throw error;
  }
}
