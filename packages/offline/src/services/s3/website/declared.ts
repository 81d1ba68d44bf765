import { UserError } from "../../../errors";
import {
  type Graph,
  object,
  objects,
  ofType,
  optionalJson,
  optionalText,
  type Properties,
  type Resource,
} from "../../../graph/graph";
import { isRecord, membersOf } from "../../../is-record";
import { parseJson } from "../../../parse-json";
import { checkWebsite } from "./check";
import type { Redirect, RoutingRule, Website } from "./rules";

const types = [
  "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration",
  "aws:s3/bucketWebsiteConfigurationV2:BucketWebsiteConfigurationV2",
];

/**
 * The website of a bucket: declared by a resource beside it, or by its own `website` (`websites` of a `BucketV2`);
 * undefined if it has none.
 *
 * @throws UserError for what AWS would refuse
 */
export function websiteIn(graph: Graph, bucket: Resource, name: string): Website | undefined {
  const [beside] = types.flatMap((type) => ofType(graph, type)).filter(({ inputs }) => inputs.bucket === name);
  if (beside) return websiteOf(beside, beside.inputs);
  const own = inlineWebsite(bucket.inputs);
  return own && websiteOf(bucket, inOneForm(own));
}

/** What a bucket itself says of its website. */
export const inlineWebsite = (inputs: Properties): Properties | undefined =>
  isRecord(inputs.website) ? inputs.website : objects(inputs, "websites")[0];

/** A bucket's own `website` as a `BucketWebsiteConfiguration` has it. */
function inOneForm(website: Properties): Properties {
  const target = optionalText(website, "redirectAllRequestsTo");
  const [, protocol, hostName] = /^(?:(https?):\/\/)?(.*)$/.exec(target ?? "") ?? [];
  const { indexDocument, errorDocument, routingRules } = website;
  return {
    ...(indexDocument !== undefined && { indexDocument: { suffix: indexDocument } }),
    ...(errorDocument !== undefined && { errorDocument: { key: errorDocument } }),
    ...(target !== undefined && { redirectAllRequestsTo: { hostName, protocol } }),
    ...(Array.isArray(routingRules) ? { routingRuleDetails: JSON.stringify(routingRules) } : {}),
    ...(typeof routingRules === "string" && { routingRuleDetails: routingRules }),
  };
}

function websiteOf({ urn, name }: Resource, inputs: Properties): Website {
  const target = object(inputs, "redirectAllRequestsTo");
  const host = optionalText(target, "hostName");
  const rules = [...objects(inputs, "routingRules").map(ruleOf), ...rulesInJson(inputs, name)];
  const website: Website = {
    urn,
    resource: name,
    index: optionalText(object(inputs, "indexDocument"), "suffix") ?? "",
    error: optionalText(object(inputs, "errorDocument"), "key"),
    redirectAll: host === undefined ? undefined : { host, protocol: optionalText(target, "protocol") },
    rules,
  };
  checkWebsite(website, website.index !== "" || website.error !== undefined || rules.length > 0);
  return website;
}

/** A rule as Pulumi has it. */
function ruleOf(rule: Properties): RoutingRule {
  const [condition, redirect] = [object(rule, "condition"), object(rule, "redirect")];
  return {
    prefix: optionalText(condition, "keyPrefixEquals"),
    status: statusOf(condition.httpErrorCodeReturnedEquals),
    redirect: redirectOf({
      host: redirect.hostName,
      protocol: redirect.protocol,
      key: redirect.replaceKeyWith,
      prefix: redirect.replaceKeyPrefixWith,
      status: redirect.httpRedirectCode,
    }),
  };
}

/** Rules as CloudFormation has them, in JSON; there an empty prefix takes the place of another. */
function rulesInJson(inputs: Properties, name: string): RoutingRule[] {
  const text = optionalJson(inputs, "routingRuleDetails");
  if (text === undefined || text === "") return [];
  const parsed = parseJson(text);
  if (!Array.isArray(parsed))
    throw new UserError(`AWS would refuse the website ${name}: its routing rules are no list in JSON`);
  return parsed.map((one) => {
    const [condition, redirect] = [membersOf(membersOf(one).Condition), membersOf(membersOf(one).Redirect)];
    return {
      prefix: optionalText(condition, "KeyPrefixEquals"),
      status: statusOf(condition.HttpErrorCodeReturnedEquals),
      redirect: redirectOf({
        host: redirect.HostName,
        protocol: redirect.Protocol,
        key: redirect.ReplaceKeyWith,
        prefix: redirect.ReplaceKeyPrefixWith,
        status: redirect.HttpRedirectCode,
      }),
    };
  });
}

const redirectOf = (given: Record<keyof Redirect, unknown>): Redirect => ({
  host: optionalText(given, "host"),
  protocol: optionalText(given, "protocol"),
  key: optionalText(given, "key"),
  prefix: optionalText(given, "prefix"),
  status: statusOf(given.status),
});

const statusOf = (value: unknown): number | undefined =>
  value === undefined || value === "" ? undefined : Number(value);
