import { createHash } from "node:crypto";
import type { Properties } from "../graph/graph";
import { managedPolicy } from "../services/cloudfront/policies/managed";

/** Where the program believes it runs. */
export interface Where {
  region: string;
  account: string;
}

/** Why a data source has no answer. Pulumi shows a program what an engine would call the details of an error, and no message. */
class NoAnswer extends Error {
  readonly details = this.message;
}

const zones = (region: string): string[] => ["a", "b", "c"].map((letter) => `${region}${letter}`);

/** Data sources by token. A program that asks for another one is told so by its token, never given a guess. */
const served: Record<string, (inputs: Properties, where: Where) => Properties> = {
  "aws:index/getRegion:getRegion": (_, { region }) => ({
    id: region,
    region,
    name: region,
    endpoint: `ec2.${region}.amazonaws.com`,
  }),
  "aws:index/getPartition:getPartition": () => ({ id: "aws", partition: "aws", dnsSuffix: "amazonaws.com" }),
  "aws:index/getCallerIdentity:getCallerIdentity": (_, { account }) => ({
    id: account,
    accountId: account,
    arn: `arn:aws:iam::${account}:root`,
    userId: account,
  }),
  "aws:index/getAvailabilityZones:getAvailabilityZones": (_, { region }) => ({
    id: region,
    names: zones(region),
    zoneIds: zones(region),
    groupNames: [region],
  }),
  "aws:cloudfront/getCachePolicy:getCachePolicy": (inputs) => policyOfAws("cache", inputs),
  "aws:cloudfront/getOriginRequestPolicy:getOriginRequestPolicy": (inputs) => policyOfAws("originRequest", inputs),
  "aws:cloudfront/getResponseHeadersPolicy:getResponseHeadersPolicy": (inputs) =>
    policyOfAws("responseHeaders", inputs),
  "aws:ssm/getParameter:getParameter": (inputs, { region }) => publicParameter(String(inputs.name), region),
};

/** AWS's own policies are the same in all accounts; others would have to exist before the program runs. */
function policyOfAws(kind: Parameters<typeof managedPolicy>[0], inputs: Properties): Properties {
  const policy = managedPolicy(kind, inputs);
  if (!policy) throw new Error(`CloudFront has no policy ${String(inputs.name ?? inputs.id)} of its own`);
  return { ...policy };
}

/** AWS publishes the ids of its images as parameters; others would have to exist before the program runs. */
function publicParameter(name: string, region: string): Properties {
  if (!name.startsWith("/aws/service/ami-"))
    throw new NoAnswer(`ssm parameter ${name} does not exist in the offline home`);
  const value = `ami-${createHash("sha256")
    .update(region + name)
    .digest("hex")
    .slice(0, 17)}`;
  const arn = `arn:aws:ssm:${region}::parameter${name}`;
  return { id: name, name, arn, type: "String", value, insecureValue: value, version: 1 };
}

/**
 * Answers a data source.
 *
 * @throws NoAnswer naming the token, if the data source is not served
 */
export function dataSource(token: string, inputs: Properties, where: Where): Properties {
  const answer = served[token];
  if (!answer) throw new NoAnswer(`the data source ${token} is not served offline`);
  return { ...inputs, ...answer(inputs, where) };
}
