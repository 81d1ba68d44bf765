import {
  type Graph,
  object,
  objects,
  ofType,
  optionalNumber,
  optionalText,
  type Properties,
  type Resource,
  text,
  texts,
} from "../../graph/graph";
import { type DeclaredOrigin, originIn, type OriginGroup, originGroupIn } from "./origin/declared";
import { pathPattern } from "./path-pattern";
import {
  type CachePolicy,
  cachePolicyIn,
  isLegacy,
  legacyCachePolicy,
  managedCachePolicies,
} from "./policies/cache-policy";
import {
  legacyOriginRequestPolicy,
  managedOriginRequestPolicies,
  noOriginRequestPolicy,
  type OriginRequestPolicy,
  originRequestPolicyIn,
} from "./policies/origin-request-policy";
import {
  managedResponseHeadersPolicies,
  type ResponseHeadersPolicy,
  responseHeadersPolicyIn,
} from "./policies/response-headers-policy";

/** What the pages of a path pattern are served by. */
export interface Behavior {
  /** Undefined for the default behavior, which takes what no other one does. */
  pattern?: RegExp;
  allowedMethods: ReadonlySet<string>;
  cachedMethods: ReadonlySet<string>;
  compresses: boolean;
  cache: CachePolicy;
  originRequest: OriginRequestPolicy;
  responseHeaders?: ResponseHeadersPolicy;
  /** Id of an origin, or of a group of origins. */
  originId: string;
  /** ARNs of the functions that see requests and answers. */
  onRequest?: string;
  onResponse?: string;
}

/** What is done about an error of the origin. */
export interface ErrorRule {
  /** Seconds that it is cached at least. */
  minTtl: number;
  /** The page in its place, and the status that it is shown with. */
  page?: { path: string; status: number };
}

/** A distribution that the program declares. */
export interface Distribution {
  id: string;
  urn: string;
  arn: string;
  /** The name that the program gave it. */
  name: string;
  domainName: string;
  isEnabled: boolean;
  /** Path of the page that stands at the root, with a slash. */
  rootObject?: string;
  /** In the order in which they are tried; the default one is the last. */
  behaviors: readonly Behavior[];
  origins: ReadonlyMap<string, DeclaredOrigin | OriginGroup>;
  errors: ReadonlyMap<number, ErrorRule>;
}

export const distributionType = "aws:cloudfront/distribution:Distribution";

/** The distributions of a program. */
export const distributionsIn = (graph: Graph): Distribution[] =>
  ofType(graph, distributionType).map((resource) => distributionIn(resource, graph));

function distributionIn({ id, urn, name, inputs, outputs }: Resource, graph: Graph): Distribution {
  const behavior = (properties: Properties) => behaviorIn(properties, graph);
  const root = optionalText(inputs, "defaultRootObject");
  const origins = objects(inputs, "origins").map((one) => originIn(one, graph));
  const groups = objects(inputs, "originGroups").map(originGroupIn);
  return {
    ...{ id, urn, name, arn: text(outputs, "arn"), domainName: text(outputs, "domainName") },
    isEnabled: inputs.enabled !== false,
    rootObject: root ? `/${root.replace(/^\//, "")}` : undefined,
    behaviors: [...objects(inputs, "orderedCacheBehaviors"), object(inputs, "defaultCacheBehavior")].map(behavior),
    origins: new Map([...origins, ...groups].map((origin) => [origin.id, origin])),
    errors: new Map(objects(inputs, "customErrorResponses").map(errorRule)),
  };
}

/** CloudFront asks again for what was wrong after ten seconds. */
export const usualErrorTtl = 10;

function errorRule(rule: Properties): [number, ErrorRule] {
  const code = Number(rule.errorCode);
  const path = optionalText(rule, "responsePagePath");
  return [
    code,
    {
      minTtl: optionalNumber(rule, "errorCachingMinTtl") ?? usualErrorTtl,
      page: path ? { path, status: optionalNumber(rule, "responseCode") || code } : undefined,
    },
  ];
}

function behaviorIn(behavior: Properties, graph: Graph): Behavior {
  const pattern = optionalText(behavior, "pathPattern");
  const functions = new Map(
    objects(behavior, "functionAssociations").map(({ eventType, functionArn }) => [eventType, String(functionArn)]),
  );
  return {
    pattern: pattern === undefined ? undefined : pathPattern(pattern),
    allowedMethods: new Set(texts(behavior, "allowedMethods")),
    cachedMethods: new Set(texts(behavior, "cachedMethods")),
    compresses: behavior.compress === true,
    ...policiesOf(behavior, graph),
    responseHeaders: policyOf(
      graph,
      "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
      optionalText(behavior, "responseHeadersPolicyId"),
      managedResponseHeadersPolicies,
      responseHeadersPolicyIn,
    ),
    originId: text(behavior, "targetOriginId"),
    onRequest: functions.get("viewer-request"),
    onResponse: functions.get("viewer-response"),
  };
}

function policiesOf(behavior: Properties, graph: Graph): Pick<Behavior, "cache" | "originRequest"> {
  if (isLegacy(behavior))
    return { cache: legacyCachePolicy(behavior), originRequest: legacyOriginRequestPolicy(behavior) };
  const cache = policyOf(
    graph,
    "aws:cloudfront/cachePolicy:CachePolicy",
    optionalText(behavior, "cachePolicyId"),
    managedCachePolicies,
    cachePolicyIn,
  );
  const originRequest = policyOf(
    graph,
    "aws:cloudfront/originRequestPolicy:OriginRequestPolicy",
    optionalText(behavior, "originRequestPolicyId"),
    managedOriginRequestPolicies,
    originRequestPolicyIn,
  );
  return { cache: cache ?? legacyCachePolicy(behavior), originRequest: originRequest ?? noOriginRequestPolicy };
}

/** A policy by its id: one of AWS's own, or of the program's. */
function policyOf<Policy>(
  graph: Graph,
  type: string,
  id: string | undefined,
  managed: Record<string, Policy>,
  read: (inputs: Properties) => Policy,
): Policy | undefined {
  if (id === undefined) return undefined;
  if (Object.hasOwn(managed, id)) return managed[id];
  const declared = ofType(graph, type).find((resource) => resource.id === id);
  return declared && read(declared.inputs);
}
