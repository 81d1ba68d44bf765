import {
  type Graph,
  object,
  objects,
  ofType,
  optionalNumber,
  optionalText,
  type Properties,
  text,
} from "../../../graph/graph";
import type { OriginAccessIdentity } from "../../sites";

/** The ARN that a bucket's policy names an origin access identity by. */
export const iamArnOf = (id: string): string => `arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity ${id}`;

/** An origin as a distribution declares it. */
export interface DeclaredOrigin {
  id: string;
  /** Its host in lower case, as CloudFront addresses it; with a port only where the host's own address stands for it. */
  domain: string;
  /** What stands before each path. */
  path: string;
  headers: Record<string, string>;
  /** How it is signed for. */
  signing: "always" | "never" | "unless signed";
  /** In whose name, if not as CloudFront for the distribution. */
  identity?: OriginAccessIdentity;
  /** The ports of a custom origin; undefined for a bucket. */
  custom?: { httpPort: number; httpsPort: number };
  /** Milliseconds that it may take to begin its answer. */
  patience: number;
}

/** Origins of which the next is asked where one fails. */
export interface OriginGroup {
  id: string;
  members: string[];
  statuses: ReadonlySet<number>;
}

/** CloudFront's own patience with origins, in seconds. */
const usualReadTimeout = 30;

export function originIn(origin: Properties, graph: Graph): DeclaredOrigin {
  const custom = "customOriginConfig" in origin ? object(origin, "customOriginConfig") : undefined;
  const identity = identityOf(optionalText(object(origin, "s3OriginConfig"), "originAccessIdentity"), graph);
  const seconds = custom ? (optionalNumber(custom, "originReadTimeout") ?? usualReadTimeout) : usualReadTimeout;
  return {
    id: text(origin, "originId"),
    domain: text(origin, "domainName").toLowerCase(),
    path: (optionalText(origin, "originPath") ?? "").replace(/\/$/, ""),
    headers: Object.fromEntries(
      objects(origin, "customHeaders").map(({ name, value }) => [String(name).toLowerCase(), String(value)]),
    ),
    signing: identity ? "always" : signingOf(optionalText(origin, "originAccessControlId"), graph),
    identity,
    custom: custom && {
      httpPort: optionalNumber(custom, "httpPort") ?? 80,
      httpsPort: optionalNumber(custom, "httpsPort") ?? 443,
    },
    patience: seconds * 1000,
  };
}

const accessControl = "aws:cloudfront/originAccessControl:OriginAccessControl";

function signingOf(id: string | undefined, graph: Graph): DeclaredOrigin["signing"] {
  const control = id ? ofType(graph, accessControl).find((resource) => resource.id === id) : undefined;
  switch (control?.inputs.signingBehavior) {
    case "always":
      return "always";
    case "no-override":
      return "unless signed";
    default:
      return "never";
  }
}

const accessIdentity = "aws:cloudfront/originAccessIdentity:OriginAccessIdentity";

/** @param path such as `origin-access-identity/cloudfront/E127EXAMPLE51Z`; empty, as beside an access control, means none */
function identityOf(path: string | undefined, graph: Graph): OriginAccessIdentity | undefined {
  const id = path?.split("/").at(-1);
  if (!id) return undefined;
  const declared = ofType(graph, accessIdentity).find((resource) => resource.id === id);
  return {
    iamArn: iamArnOf(id),
    canonicalUserId: declared && text(declared.outputs, "s3CanonicalUserId"),
  };
}

export const originGroupIn = (group: Properties): OriginGroup => {
  const { statusCodes } = object(group, "failoverCriteria");
  return {
    id: text(group, "originId"),
    members: objects(group, "members").map((member) => text(member, "originId")),
    statuses: new Set(Array.isArray(statusCodes) ? statusCodes.map(Number) : []),
  };
};
