import type { Graph } from "../program/graph";
import { ofType, text } from "../program/graph";
import { decide, type Decision, type Policy } from "./iam/compile";
import { compileDeclared } from "./iam/declared";
import { describeDenial } from "./iam/missing";
import type { Identity } from "./identities";
import { type Access, AwsError, type AwsRequest, type Service } from "./service";

/** Decides what callers may do, by their own policies and by those of buckets. */
export class Judge {
  private readonly buckets: Map<string, Policy>;

  /**
   * @param report told of each denial, in words for the developer
   * @throws UserError for a policy that AWS would refuse, naming it and its bucket
   */
  constructor(
    private readonly graph: Graph,
    private readonly report: (text: string) => void,
  ) {
    this.buckets = new Map(
      ofType(graph, "aws:s3/bucketPolicy:BucketPolicy").map(({ name, inputs }) => {
        const bucket = text(inputs, "bucket");
        const label = `the policy "${name}" of bucket ${bucket}`;
        return [`arn:aws:s3:::${bucket}`, compileDeclared([{ label, document: inputs.policy }], "resource")];
      }),
    );
  }

  /** Whether a caller may do all of this; tells nobody. */
  allows(identity: Identity, access: Access[], request: AwsRequest): boolean {
    const facts = this.factsOf(identity, request.headers);
    return access.every((one) => this.decide(identity, one, facts) === "allow");
  }

  /** What policies say of something that AWS does in a caller's name, without a request; tells nobody. */
  decisionOn(identity: Identity, access: Access): Decision {
    return this.decide(identity, access, this.factsOf(identity, {}));
  }

  /**
   * Returns if a caller may do all of this.
   *
   * @throws AwsError the service's own denial
   */
  authorize(identity: Identity, access: Access[], request: AwsRequest, service: Service): void {
    const facts = this.factsOf(identity, request.headers);
    for (const one of access) {
      const decision = this.decide(identity, one, facts);
      if (decision === "allow") continue;
      this.report(
        `IAM denies a call, as AWS would:\n${describeDenial(identity.role ?? identity.callerArn, one, decision)}`,
      );
      throw new AwsError(service.denialCode, denialMessage(identity, one, decision), service.denialStatus);
    }
  }

  private decide({ policy, arns }: Identity, access: Access, facts: Record<string, string>): Decision {
    const context = { ...facts, ...access.context };
    const resource = this.buckets.get(access.resource.split("/", 1)[0] ?? "");
    return decide(
      { identity: policy, resource },
      { action: access.action, resource: access.resource, context, principal: { arns } },
    );
  }

  /** The keys that every request has (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html). */
  private factsOf({ arns, callerArn }: Identity, headers: AwsRequest["headers"]): Record<string, string> {
    const now = new Date();
    return {
      "aws:CurrentTime": now.toISOString(),
      "aws:EpochTime": String(Math.floor(now.getTime() / 1000)),
      "aws:PrincipalAccount": this.graph.account,
      "aws:PrincipalArn": arns[0] ?? callerArn,
      "aws:RequestedRegion": this.graph.region,
      // Plain HTTP stays on this machine, and what TLS is demanded for is the way over a network.
      "aws:SecureTransport": "true",
      "aws:SourceIp": "127.0.0.1",
      ...(headers["user-agent"] ? { "aws:UserAgent": headers["user-agent"] } : {}),
    };
  }
}

/** The sentence that most services answer with. */
function denialMessage({ callerArn }: Identity, { action, resource }: Access, decision: Decision): string {
  const why =
    decision === "explicitDeny"
      ? "with an explicit deny in a policy"
      : `because no identity-based policy allows the ${action} action`;
  return `User: ${callerArn} is not authorized to perform: ${action} on resource: ${resource} ${why}`;
}
