import type { IncomingMessage } from "node:http";
import { type Graph, ofType, optionalText, type Resource, text } from "../../graph/graph";
import type { AccessControl, ResourcePolicy } from "../../protocol/access-control";
import type { Decision, Policy } from "../../protocol/iam/compile";
import { anonymous, type Caller } from "../../protocol/identities";
import { documentOf } from "./body";
import { Refusal } from "./refusal";

/**
 * The resource policies of a program's APIs: of a resource of their own, of the API's `policy`, or of its document's
 * `x-amazon-apigateway-policy`, in this order, as AWS has the one that was put last.
 */
export const resourcePoliciesOf = (graph: Graph): ResourcePolicy[] =>
  ofType(graph, "aws:apigateway/restApi:RestApi").flatMap((api) => {
    const document = policyOf(graph, api);
    if (document === undefined) return [];
    const arn = text(api.outputs, "executionArn");
    return [{ arn, label: `API ${api.name}`, document: JSON.stringify(expanded(document, arn)) }];
  });

function policyOf(graph: Graph, api: Resource): unknown {
  const { id, inputs } = api;
  const attached = ofType(graph, "aws:apigateway/restApiPolicy:RestApiPolicy").find(
    (one) => one.inputs.restApiId === id,
  );
  const own = attached ? text(attached.inputs, "policy") : optionalText(inputs, "policy");
  if (own !== undefined) return JSON.parse(own);
  return documentOf(api)?.["x-amazon-apigateway-policy"];
}

/** A policy may leave out of its resources what is the same for the whole API: `execute-api:/stage/GET/path`. */
const expanded = (document: unknown, arn: string): unknown =>
  JSON.parse(JSON.stringify(document), (_, value: unknown) =>
    typeof value === "string" ? value.replace(/^execute-api:\//, () => `${arn}/`) : value,
  );

/** Holds the callers of an API to its resource policy, if it has one. */
export class ResourcePolicyCheck {
  private readonly isThere: boolean;

  constructor(
    graph: Graph,
    private readonly accessControl: Pick<AccessControl, "decisionOn">,
    /** ARN of the stage. */
    private readonly stageArn: string,
  ) {
    this.isThere = resourcePoliciesOf(graph).some(({ arn }) => stageArn.startsWith(`${arn}/`));
  }

  /** ARN of a method as it is called: with the path's own segments in the place of variables. */
  methodArn({ method = "" }: IncomingMessage, path: string): string {
    return `${this.stageArn}/${method}${path}`;
  }

  /**
   * Returns if a request may be made. With a policy a caller without a signature needs a statement that allows it
   * (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html).
   *
   * @throws Refusal
   */
  check(message: IncomingMessage, path: string): void {
    if (!this.isThere) return;
    if (this.decide(anonymous, message, path) !== "allow") throw this.refusal(message, path);
  }

  /**
   * Returns if the policy does not deny a request: what a Lambda authorizer guards it need not allow.
   *
   * @throws Refusal
   */
  checkDenials(message: IncomingMessage, path: string): void {
    if (!this.isThere) return;
    if (this.decide(anonymous, message, path) === "explicitDeny") throw this.refusal(message, path);
  }

  /**
   * Returns if a Lambda authorizer's policy, or else the API's own, allows a request, and neither denies it.
   *
   * @throws Refusal in the authorizer's name
   */
  checkWith(policy: Policy, message: IncomingMessage, path: string): void {
    const decision = this.decide({ ...anonymous, policy }, message, path);
    if (decision === "allow") return;
    const words = "User is not authorized to access this resource";
    throw new Refusal("ACCESS_DENIED", {
      message: decision === "explicitDeny" ? `${words} with an explicit deny in an identity-based policy` : words,
    });
  }

  /**
   * Returns if who signed a request may make it.
   *
   * @throws Refusal
   */
  checkCaller(caller: Caller, message: IncomingMessage, path: string): void {
    if (this.decide(caller, message, path) !== "allow") throw this.refusal(message, path, caller.callerArn);
  }

  private decide(caller: Caller, message: IncomingMessage, path: string): Decision {
    const { headers, socket } = message;
    const userAgent = headers["user-agent"];
    return this.accessControl.decisionOn(caller, {
      action: "execute-api:Invoke",
      resource: this.methodArn(message, path),
      context: {
        "aws:SourceIp": (socket.remoteAddress ?? "").replace(/^::ffff:/, ""),
        ...(userAgent === undefined ? {} : { "aws:UserAgent": userAgent }),
      },
    });
  }

  private refusal(message: IncomingMessage, path: string, who = "anonymous"): Refusal {
    const resource = this.methodArn(message, path);
    return new Refusal("ACCESS_DENIED", {
      message: `User: ${who} is not authorized to perform: execute-api:Invoke on resource: ${resource}`,
    });
  }
}
