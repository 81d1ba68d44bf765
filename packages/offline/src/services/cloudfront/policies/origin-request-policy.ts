import { object, type Properties } from "../../../graph/graph";
import { addedIn, all, type Choice, choiceIn, except, none, only } from "./choice";

/** What the origin gets besides what is in the cache key. */
export interface OriginRequestPolicy {
  headers: Choice;
  cookies: Choice;
  query: Choice;
  /** The headers of CloudFront's own making. */
  added: readonly string[];
}

export const noOriginRequestPolicy: OriginRequestPolicy = { headers: none, cookies: none, query: none, added: [] };

const allViewer: OriginRequestPolicy = { headers: all, cookies: all, query: all, added: [] };

/** The headers of CloudFront's own making until June 2022. */
const ownHeaders = (
  "cloudfront-forwarded-proto cloudfront-is-android-viewer cloudfront-is-desktop-viewer cloudfront-is-ios-viewer " +
  "cloudfront-is-mobile-viewer cloudfront-is-smarttv-viewer cloudfront-is-tablet-viewer cloudfront-viewer-address " +
  "cloudfront-viewer-http-version"
).split(" ");

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html */
export const managedOriginRequestPolicies: Record<string, OriginRequestPolicy & { name: string }> = {
  "216adef6-5c7f-47e4-b989-5492eafa07d3": { name: "Managed-AllViewer", ...allViewer },
  "b689b0a8-53d0-40ab-baf2-68738e2966ac": {
    ...{ name: "Managed-AllViewerExceptHostHeader", ...allViewer },
    headers: except("host"),
  },
  "33f36d7e-f396-46d9-90e0-52428a34d9dc": {
    ...{ name: "Managed-AllViewerAndCloudFrontHeaders-2022-06", ...allViewer },
    added: ownHeaders,
  },
  "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf": {
    ...{ name: "Managed-CORS-S3Origin", ...noOriginRequestPolicy },
    headers: only("origin", "access-control-request-headers", "access-control-request-method"),
  },
  "59781a5b-3903-41f3-afcb-af62929ccde1": {
    ...{ name: "Managed-CORS-CustomOrigin", ...noOriginRequestPolicy },
    headers: only("origin"),
  },
  "acba4595-bd28-49b8-b9fe-13317c0390fa": {
    ...{ name: "Managed-UserAgentRefererHeaders", ...noOriginRequestPolicy },
    headers: only("user-agent", "referer"),
  },
  "bf0718e1-ba1e-49d1-88b1-f726733018a2": {
    ...{ name: "Managed-HostHeaderOnly", ...noOriginRequestPolicy },
    headers: only("host"),
  },
  "775133bc-15f2-49f9-abea-afb2e0bf67d2": {
    ...{ name: "Managed-Elemental-MediaTailor-PersonalizedManifests", ...noOriginRequestPolicy },
    headers: only(
      ...["origin", "access-control-request-headers", "access-control-request-method", "user-agent", "x-forwarded-for"],
    ),
    query: all,
  },
};

/** A policy that the program declares. */
export const originRequestPolicyIn = (inputs: Properties): OriginRequestPolicy => ({
  headers: choiceIn(inputs.headersConfig, "headerBehavior", "headers"),
  cookies: choiceIn(inputs.cookiesConfig, "cookieBehavior", "cookies"),
  query: choiceIn(inputs.queryStringsConfig, "queryStringBehavior", "queryStrings"),
  added: addedIn(inputs.headersConfig),
});

/** The headers that reach no origin of a behavior without policies unless it names them. */
const legacyRemoved = (
  "accept accept-charset accept-encoding accept-language authorization cookie host referer user-agent " +
  "x-http-method-override"
).split(" ");

/** What a behavior without policies sends besides what is in its cache key. */
export const legacyOriginRequestPolicy = (behavior: Properties): OriginRequestPolicy => ({
  headers: except(...legacyRemoved),
  cookies: none,
  query: object(behavior, "forwardedValues").queryString === true ? all : none,
  added: [],
});
