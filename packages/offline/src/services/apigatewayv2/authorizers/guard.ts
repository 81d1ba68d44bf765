import type { StageFunctions } from "../../apigateway/stage-functions";
import { askingEvent, belowStage, type Routed, routeArnOf, selectionContext } from "../events";
import { selectionIn } from "../integrations/selection";
import type { Authorized } from "./authorized";
import type { DeclaredAuthorizer, IdentitySource } from "./declared";
import { authorizeByToken } from "./jwt";
import { LambdaAuthorizer } from "./lambda";
import type { SignatureCheck } from "./signature-check";

export interface GuardOptions {
  functions: StageFunctions;
  signatures: SignatureCheck;
  log: (text: string) => void;
  /** Milliseconds since the epoch. */
  now: () => number;
}

/** The authorizers of a program's HTTP APIs. */
export class Guard {
  private readonly lambdas = new Map<string, LambdaAuthorizer>();

  constructor(private readonly options: GuardOptions) {}

  /**
   * Lets a request of a route through. Its body is read for a signature alone.
   *
   * @throws AuthorizerRefusal
   */
  async authorize(declared: DeclaredAuthorizer, routed: Routed, wholeBody: () => Promise<Buffer>): Promise<Authorized> {
    if (declared.kind === "iam")
      return this.options.signatures.authorize(routed.message, await wholeBody(), routeArnOf(routed));
    if (declared.kind === "jwt")
      return authorizeByToken(declared, valueOf(declared.source, routed), routed.route.scopes, this.options.now());
    const identity = declared.sources.map((source) => valueOf(source, routed));
    const lambda =
      this.lambdas.get(declared.id) ??
      new LambdaAuthorizer({ ...this.options, declared, executionArn: routed.api.executionArn });
    this.lambdas.set(declared.id, lambda);
    const event = askingEvent(routed, declared.format, identity);
    return lambda.authorize({ identity, routeArn: routeArnOf(routed), event });
  }
}

/** What a request has at an identity source: authorizers are asked before its body has come. */
function valueOf(source: IdentitySource, routed: Routed): string {
  const { api, stage, message, path, query, variables } = routed;
  return (
    selectionIn(source)?.({
      ...{ message, query, path: belowStage(stage, path), variables, body: Buffer.alloc(0) },
      ...{ context: selectionContext(routed, undefined), stageVariables: api.stages.get(stage)?.variables },
    }) ?? ""
  );
}
