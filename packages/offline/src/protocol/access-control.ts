import { UserError } from "../errors";
import type { Graph } from "../graph/graph";
import { compile, decide, type Decision, type Policy } from "./iam/compile";
import { MalformedPolicy } from "./iam/document";
import { describeDenial, oneLine } from "./iam/missing";
import type { Caller } from "./identities";
import { type Access, AwsError, type AwsRequest, type Denial } from "./service";

/** The policy that a resource has of its own, such as a bucket's. */
export interface ResourcePolicy {
  /** ARN of the resource. */
  arn: string;
  /** The resource for messages, such as `queue jobs`. */
  label: string;
  /** The policy as JSON. */
  document: string;
}

/** What the keys that every request has follow from. */
interface RequestFacts extends Pick<AwsRequest, "headers"> {
  /** The region that is asked; the program's, if undefined. */
  region?: string;
}

/** Told of each access that is judged, and of what is decided. */
export type Witness = (access: Access, decision: Decision) => void;

/** So many denials are remembered: resources may have any number of names. */
const mostTold = 1000;

/** Decides what callers may do, by their own policies and by those of the resources they touch. */
export class AccessControl {
  private readonly resources: Map<string, Policy>;
  /** Denials that have been told. */
  private readonly told = new Set<string>();

  /**
   * @param policies those of resources
   * @param report told of each denial, in words for the developer
   * @throws UserError for a policy that AWS would refuse, naming its resource
   */
  constructor(
    private readonly graph: Pick<Graph, "account" | "region">,
    policies: readonly ResourcePolicy[],
    private readonly report: (text: string) => void,
  ) {
    this.resources = new Map(policies.map((policy) => [policy.arn, compiled(policy)]));
  }

  /** Whether a caller may do all of this; tells nobody. */
  allows(caller: Caller, access: Access[], request: RequestFacts): boolean {
    const facts = this.factsOf(caller, request);
    return access.every((one) => this.decide(caller, one, facts) === "allow");
  }

  /** What policies say of something that AWS does in a caller's name, without a request; tells nobody. */
  decisionOn(caller: Caller, access: Access): Decision {
    return this.decide(caller, access, this.factsOf(caller, { headers: {} }));
  }

  /**
   * Returns if a caller may do all of this.
   *
   * @throws AwsError the service's own denial
   */
  authorize(caller: Caller, access: Access[], request: RequestFacts, denial: Denial, witness?: Witness): void {
    const facts = this.factsOf(caller, request);
    for (const one of access) {
      const decision = this.decide(caller, one, facts);
      witness?.(one, decision);
      if (decision === "allow") continue;
      this.tell(caller, one, decision);
      throw new AwsError(denial.code, denialMessage(caller, one, decision), denial.status);
    }
  }

  /** The first time in full; then in a line, so that the rest of what happens can be read. */
  private tell({ role, callerArn, principal }: Caller, access: Access, decision: Exclude<Decision, "allow">): void {
    const who = role ?? callerArn;
    const denial = describeDenial("service" in principal ? principal : { role: who }, access, decision);
    const { action, resource } = access;
    if (this.told.has(denial)) return this.report(`IAM denies again: ${who} may not ${action} on ${oneLine(resource)}`);
    if (this.told.size < mostTold) this.told.add(denial);
    this.report(`IAM denies a call, as AWS would:\n${denial}`);
  }

  private decide({ policy, boundary, principal }: Caller, access: Access, facts: Record<string, string>): Decision {
    const context = { ...facts, ...access.context };
    // An object is judged by the policy of its bucket.
    const resource = this.resources.get(access.resource) ?? this.resources.get(access.resource.split("/", 1)[0] ?? "");
    return decide(
      { identity: policy, resource, boundary },
      { action: access.action, resource: access.resource, context, principal },
    );
  }

  /** The keys that every request has (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html). */
  private factsOf({ principal, callerArn }: Caller, { headers, region }: RequestFacts): Record<string, string> {
    const now = new Date();
    const isAnonymous = "arns" in principal && principal.arns.length === 0;
    return {
      "aws:CurrentTime": now.toISOString(),
      "aws:EpochTime": String(Math.floor(now.getTime() / 1000)),
      "aws:PrincipalAccount": isAnonymous ? "anonymous" : this.graph.account,
      ...(!isAnonymous && {
        "aws:PrincipalArn": ("arns" in principal ? principal.arns[0] : undefined) ?? callerArn,
      }),
      "aws:RequestedRegion": region ?? this.graph.region,
      // Plain HTTP stays on this machine, and what TLS is demanded for is the way over a network.
      "aws:SecureTransport": "true",
      "aws:SourceIp": "127.0.0.1",
      ...(headers["user-agent"] ? { "aws:UserAgent": headers["user-agent"] } : {}),
    };
  }
}

function compiled({ document, label }: ResourcePolicy): Policy {
  try {
    return compile([JSON.parse(document)], "resource");
  } catch (error) {
    if (error instanceof MalformedPolicy || error instanceof SyntaxError)
      throw new UserError(`AWS would refuse the policy of ${label}: ${error.message}`);
    throw error;
  }
}

/** The sentence that most services answer with. */
function denialMessage({ callerArn }: Caller, { action, resource }: Access, decision: Decision): string {
  const why =
    decision === "explicitDeny"
      ? "with an explicit deny in a policy"
      : `because no identity-based policy allows the ${action} action`;
  return `User: ${callerArn} is not authorized to perform: ${action} on resource: ${resource} ${why}`;
}
