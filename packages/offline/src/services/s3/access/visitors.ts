import type { AccessControl } from "../../../protocol/access-control";
import { anonymous, type Caller, type Identities, serviceCaller } from "../../../protocol/identities";
import type { Access, AwsRequest, Call, Denial, Location } from "../../../protocol/service";
import type { OriginAccessIdentity, OriginSigner } from "../../sites";
import { accessDenied } from "../errors";

/** What somebody may do. */
export type Rights = Pick<Call, "callerArn" | "may" | "authorize">;

/**
 * What those may do with a bucket who sign nothing, and those in whose name something is fetched from it.
 *
 * @param signer undefined for somebody anonymous
 * @param isOpen whether an ACL allows it to everybody
 */
export type Visitors = (
  bucket: string,
  request: AwsRequest,
  signer: OriginSigner | undefined,
  isOpen: (access: Access) => boolean,
) => Rights;

interface Judges {
  accessControl: Pick<AccessControl, "allows" | "authorize" | "decisionOn">;
  identities: Pick<Identities, "ofRole">;
  location: Location;
  denial: Denial;
}

/** @param closed buckets that let nobody in who signs nothing */
export const visitorsTo =
  (judges: Judges, closed: ReadonlySet<string>): Visitors =>
  (bucket, request, signer, isOpen) => {
    if (signer) return rightsOfSigner(judges, request, signer);
    const { accessControl } = judges;
    const byPolicy = (one: Access): boolean => !closed.has(bucket) && accessControl.allows(anonymous, [one], request);
    // What a policy denies, no ACL allows.
    const byAcl = (one: Access): boolean => isOpen(one) && accessControl.decisionOn(anonymous, one) !== "explicitDeny";
    return rightsOfAnyone((access) => access.every((one) => byPolicy(one) || byAcl(one)));
  };

/** A web page tries what it likes: what it may not, the console is not told. */
function rightsOfAnyone(may: Rights["may"]): Rights {
  return {
    callerArn: anonymous.callerArn,
    may,
    authorize: (access) => {
      if (!may(access)) throw accessDenied("Access Denied");
    },
  };
}

/** A service says for which resource it asks, and a bucket's policy may hold it to that. */
function rightsOfSigner(
  { accessControl, identities, location, denial }: Judges,
  request: AwsRequest,
  signer: OriginSigner,
): Rights {
  const caller = callerOf(signer, identities);
  if (!caller) return rightsOfAnyone(() => false);
  const inContext = (access: Access[]): Access[] =>
    access.map((one) => ({ ...one, context: { ...one.context, ...sourceOf(signer, location) } }));
  return {
    callerArn: caller.callerArn,
    may: (access: Access[]) => accessControl.allows(caller, inContext(access), request),
    authorize: (access: Access[]) => accessControl.authorize(caller, inContext(access), request, denial),
  };
}

function callerOf(signer: OriginSigner, identities: Judges["identities"]): Caller | undefined {
  if ("service" in signer) return serviceCaller(signer.service);
  return "roleArn" in signer ? identities.ofRole(signer.roleArn) : accessIdentity(signer);
}

/** It may do what the bucket's policy allows it, and nothing else. */
const accessIdentity = ({ iamArn, canonicalUserId }: OriginAccessIdentity): Caller => ({
  callerArn: iamArn,
  principal: { arns: [iamArn], canonicalUserId },
  policy: () => "implicitDeny",
});

function sourceOf(signer: OriginSigner, { account }: Location): Record<string, string> {
  if (!("service" in signer)) return {};
  return { "aws:SourceArn": signer.sourceArn, "aws:SourceAccount": signer.sourceArn.split(":")[4] || account };
}
