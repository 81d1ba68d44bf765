import { isRecord } from "../../../is-record";
import { object, optionalNumber, type Properties } from "../../../graph/graph";
import { addedIn, all, type Choice, choiceIn, none, only } from "./choice";

/** For how long something is cached, what tells cached answers apart, and what of it the origin gets. */
export interface CachePolicy {
  /** Seconds. */
  minTtl: number;
  defaultTtl: number;
  maxTtl: number;
  /** What is in the cache key, and is sent to the origin as well. */
  headers: Choice;
  cookies: Choice;
  query: Choice;
  /** The headers of CloudFront's own making in the cache key. */
  added: readonly string[];
  /** Whether an encoding that the client takes is in the cache key; the origin is told so. */
  gzip: boolean;
  brotli: boolean;
}

const day = 86_400;
const year = 31_536_000;
const compressed = { gzip: true, brotli: true };
const uncompressed = { gzip: false, brotli: false };
const nothing = { headers: none, cookies: none, query: none, added: [] };
const usualTtls = { minTtl: 1, defaultTtl: day, maxTtl: year };
const originTtls = { minTtl: 0, defaultTtl: 0, maxTtl: year };
const methodOverrides = ["x-http-method-override", "x-http-method", "x-method-override"];
const originHeaders = only("host", "origin", ...methodOverrides);

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html */
export const managedCachePolicies: Record<string, CachePolicy & { name: string }> = {
  "658327ea-f89d-4fab-a63d-7e88639e58f6": {
    ...{ name: "Managed-CachingOptimized", ...usualTtls, ...nothing, ...compressed },
  },
  "b2884449-e4de-46a7-ac36-70bc7f1ddd6d": {
    ...{ name: "Managed-CachingOptimizedForUncompressedObjects", ...usualTtls, ...nothing, ...uncompressed },
  },
  "4135ea2d-6df8-44a3-9df3-4b5a84be39ad": {
    ...{ name: "Managed-CachingDisabled", minTtl: 0, defaultTtl: 0, maxTtl: 0, ...nothing, ...uncompressed },
  },
  "83da9c7e-98b4-4e11-a168-04f0df8e2c65": {
    ...{ name: "UseOriginCacheControlHeaders", ...originTtls, ...nothing, ...compressed },
    headers: originHeaders,
    cookies: all,
  },
  "4cc15a8a-d715-48a4-82b8-cc0b614638fe": {
    ...{ name: "UseOriginCacheControlHeaders-QueryStrings", ...originTtls, ...nothing, ...compressed },
    headers: originHeaders,
    cookies: all,
    query: all,
  },
  "2e54312d-136d-493c-8eb9-b001f22f67d2": {
    ...{ name: "Managed-Amplify", minTtl: 2, defaultTtl: 2, maxTtl: 600, ...compressed },
    headers: only("authorization", "host"),
    added: ["cloudfront-viewer-country"],
    cookies: all,
    query: all,
  },
  "08627262-05a9-4f76-9ded-b50ca2e3a84f": {
    ...{ name: "Managed-Elemental-MediaPackage", minTtl: 0, defaultTtl: day, maxTtl: year, ...nothing, ...compressed },
    headers: only("origin"),
    query: only("aws.manifestfilter", "start", "end", "m"),
  },
};

/** A policy that the program declares. */
export function cachePolicyIn(inputs: Properties): CachePolicy {
  const parameters = object(inputs, "parametersInCacheKeyAndForwardedToOrigin");
  return {
    minTtl: optionalNumber(inputs, "minTtl") ?? 0,
    defaultTtl: optionalNumber(inputs, "defaultTtl") ?? day,
    maxTtl: optionalNumber(inputs, "maxTtl") ?? year,
    headers: choiceIn(parameters.headersConfig, "headerBehavior", "headers"),
    cookies: choiceIn(parameters.cookiesConfig, "cookieBehavior", "cookies"),
    query: choiceIn(parameters.queryStringsConfig, "queryStringBehavior", "queryStrings"),
    added: addedIn(parameters.headersConfig),
    gzip: parameters.enableAcceptEncodingGzip === true,
    brotli: parameters.enableAcceptEncodingBrotli === true,
  };
}

/** The names under which CloudFront forwards all headers, and then caches nothing. */
const everything = "*";

/** What a behavior says by itself, as all did before there were policies. */
export function legacyCachePolicy(behavior: Properties): CachePolicy {
  const values = object(behavior, "forwardedValues");
  const names = listIn(values.headers).map((name) => name.toLowerCase());
  const isEverything = names.includes(everything);
  const keys = listIn(values.queryStringCacheKeys);
  const query = values.queryString === true ? (keys.length > 0 ? only(...keys) : all) : none;
  const ttls = { minTtl: 0, defaultTtl: day, maxTtl: year };
  for (const key of ["minTtl", "defaultTtl", "maxTtl"] as const)
    ttls[key] = isEverything ? 0 : (optionalNumber(behavior, key) ?? ttls[key]);
  return {
    ...ttls,
    headers: isEverything ? all : only(...names),
    added: names.filter((name) => name.startsWith("cloudfront-")),
    cookies: legacyCookies(object(values, "cookies")),
    query,
    gzip: true,
    brotli: false,
  };
}

function legacyCookies(cookies: Properties): Choice {
  if (cookies.forward === "all") return all;
  return cookies.forward === "whitelist" ? only(...listIn(cookies.whitelistedNames)) : none;
}

const listIn = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** Whether a behavior is configured without policies. */
export const isLegacy = (behavior: Properties): boolean =>
  typeof behavior.cachePolicyId !== "string" && isRecord(behavior.forwardedValues);
