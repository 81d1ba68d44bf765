import type { Properties } from "../../graph/graph";
import { managedPolicy } from "../../services/cloudfront/policies/managed";
import { accountSources } from "./account";
import { type DataSources, NoAnswer, type Surroundings } from "./answer";
import { declaredSources } from "./declared";
import { image, images } from "./images";
import { networkSources } from "./network";
import { policyDocument } from "./policy-document";
import { stdSources } from "./std";
import { tlsSources } from "./tls";

export type { Surroundings } from "./answer";

/** Data sources by token. A program that asks for another one is told so by its token, never given a guess. */
const served: DataSources = {
  ...accountSources,
  ...networkSources,
  ...declaredSources,
  ...stdSources,
  ...tlsSources,
  "aws:cloudfront/getCachePolicy:getCachePolicy": (inputs) => policyOfAws("cache", inputs),
  "aws:cloudfront/getOriginRequestPolicy:getOriginRequestPolicy": (inputs) => policyOfAws("originRequest", inputs),
  "aws:cloudfront/getResponseHeadersPolicy:getResponseHeadersPolicy": (inputs) =>
    policyOfAws("responseHeaders", inputs),
  "aws:ec2/getAmi:getAmi": image,
  "aws:ec2/getAmiIds:getAmiIds": images,
  "aws:iam/getPolicyDocument:getPolicyDocument": policyDocument,
};

/** AWS's own policies are the same in all accounts; others would have to exist before the program runs. */
function policyOfAws(kind: Parameters<typeof managedPolicy>[0], inputs: Properties): Properties {
  const policy = managedPolicy(kind, inputs);
  if (!policy) throw new NoAnswer(`CloudFront has no policy ${String(inputs.name ?? inputs.id)} of its own`);
  return { ...policy };
}

/**
 * Answers a data source.
 *
 * @throws NoAnswer naming the token and what to do, if the data source is not served or there is no such thing
 */
export function dataSource(token: string, inputs: Properties, surroundings: Surroundings): Properties {
  const answer = Object.hasOwn(served, token) ? served[token] : undefined;
  if (!answer)
    throw new NoAnswer(
      `the data source ${token} is not served offline: what it would tell has to come from configuration, or from what the program declares`,
    );
  return { ...inputs, ...answer(inputs, surroundings) };
}
