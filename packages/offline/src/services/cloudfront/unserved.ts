import {
  type Graph,
  object,
  objects,
  ofType,
  optionalText,
  type Properties,
  type Resource,
  text,
  texts,
} from "../../graph/graph";
import type { Firewalls } from "../../protocol/firewall";
import type { Unserved } from "../module";
import { distributionType } from "./distribution";
import type { EdgeFunctions } from "./viewer-functions/edge-functions";
import { functionType } from "./viewer-functions/edge-functions";

/** What a program asks of CloudFront that is not served, by what that means for the person at the console. */
export const unservedIn = (
  graph: Graph,
  functions: Pick<EdgeFunctions, "has">,
  firewalls: Pick<Firewalls, "has">,
): Unserved[] => [
  ...ofType(graph, distributionType).flatMap((resource) =>
    told(`distribution ${resource.name}`, ofDistribution(resource, functions, firewalls)),
  ),
  ...ofType(graph, functionType).flatMap(({ name, inputs }) =>
    told(
      `function ${name}`,
      texts(inputs, "keyValueStoreAssociations").length > 0 ? ["its key value stores are empty"] : [],
    ),
  ),
];

const told = (what: string, notes: string[]): Unserved[] =>
  notes.length === 0 ? [] : [{ breaks: false, text: `CloudFront ${what}: ${[...new Set(notes)].join("; ")}` }];

function ofDistribution(
  { inputs, outputs }: Resource,
  functions: Pick<EdgeFunctions, "has">,
  firewalls: Pick<Firewalls, "has">,
): string[] {
  const behaviors = [object(inputs, "defaultCacheBehavior"), ...objects(inputs, "orderedCacheBehaviors")];
  const { restrictionType = "none" } = object(object(inputs, "restrictions"), "geoRestriction");
  return [
    ...behaviors.flatMap((behavior) => ofBehavior(behavior, functions)),
    ...(objects(inputs, "origins").some((origin) => "vpcOriginConfig" in origin) ? ["VPC origins answer 502"] : []),
    ...(restrictionType === "none" ? [] : ["it keeps out no country"]),
    ...(optionalText(inputs, "webAclId") && !firewalls.has(text(outputs, "arn"))
      ? ["its firewall (WAF) lets everything through"]
      : []),
    ...("loggingConfig" in inputs ? ["it writes no access logs"] : []),
    ...(optionalText(inputs, "continuousDeploymentPolicyId") ? ["it has no staging distribution beside it"] : []),
  ];
}

function ofBehavior(behavior: Properties, functions: Pick<EdgeFunctions, "has">): string[] {
  const arns = objects(behavior, "functionAssociations").map(({ functionArn }) => String(functionArn));
  return [
    ...(objects(behavior, "lambdaFunctionAssociations").length > 0 ? ["its Lambda@Edge functions do not run"] : []),
    ...arns.filter((arn) => !functions.has(arn)).map((arn) => `${arn} is not of this program and does not run`),
    ...(texts(behavior, "trustedKeyGroups").length > 0 || texts(behavior, "trustedSigners").length > 0
      ? ["what needs a signed URL or cookie on AWS everybody may read here"]
      : []),
    ...(optionalText(behavior, "fieldLevelEncryptionId") ? ["fields are not encrypted"] : []),
    ...(optionalText(behavior, "realtimeLogConfigArn") ? ["it writes no real-time logs"] : []),
  ];
}
