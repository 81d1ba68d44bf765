import type { IncomingMessage } from "node:http";
import { type Graph, ofType, optionalText, type Resource, text } from "../../graph/graph";
import type { AccessControl, ResourcePolicy } from "../../protocol/access-control";
import type { Caller } from "../../protocol/identities";
import { documentOf } from "./body";
import { Refusal } from "./refusal";

/** Who calls an API without a signature: nobody in particular. */
const anonymous: Caller = { callerArn: "anonymous", principal: { arns: [] }, policy: () => "implicitDeny" };

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
    private readonly accessControl: Pick<AccessControl, "allows">,
    /** ARN of the stage. */
    private readonly stageArn: string,
  ) {
    this.isThere = resourcePoliciesOf(graph).some(({ arn }) => stageArn.startsWith(`${arn}/`));
  }

  /**
   * Returns if a request may be made. With a policy a caller without a signature needs a statement that allows it
   * (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html).
   *
   * @throws Refusal
   */
  check({ method = "", headers, socket }: IncomingMessage, path: string): void {
    if (!this.isThere) return;
    const access = {
      action: "execute-api:Invoke",
      resource: `${this.stageArn}/${method}${path}`,
      context: { "aws:SourceIp": (socket.remoteAddress ?? "").replace(/^::ffff:/, "") },
    };
    const userAgent = headers["user-agent"];
    const facts: Record<string, string> = userAgent === undefined ? {} : { "user-agent": userAgent };
    if (this.accessControl.allows(anonymous, [access], { headers: facts })) return;
    const message = `User: anonymous is not authorized to perform: execute-api:Invoke on resource: ${access.resource}`;
    throw new Refusal("ACCESS_DENIED", { message });
  }
}
