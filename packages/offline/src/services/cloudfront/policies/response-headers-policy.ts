import { object, objects, optionalNumber, optionalText, type Properties } from "../../../graph/graph";
import { itemsOf } from "./choice";

/** A header that answers get. */
export interface AddedHeader {
  name: string;
  value: string;
  /** Whether it takes the place of one from the origin. */
  override: boolean;
}

export interface Cors {
  credentials: boolean;
  allowHeaders: readonly string[];
  allowMethods: readonly string[];
  allowOrigins: readonly string[];
  exposeHeaders: readonly string[];
  maxAge: number | undefined;
  override: boolean;
}

/** What is done to the headers of answers. */
export interface ResponseHeadersPolicy {
  cors?: Cors;
  added: readonly AddedHeader[];
  removed: readonly string[];
  /** How many of a hundred answers tell how they came about. */
  serverTiming: number;
}

const security: AddedHeader[] = [
  { name: "strict-transport-security", value: "max-age=31536000", override: false },
  { name: "x-content-type-options", value: "nosniff", override: true },
  { name: "x-frame-options", value: "SAMEORIGIN", override: false },
  { name: "x-xss-protection", value: "1; mode=block", override: false },
  { name: "referrer-policy", value: "strict-origin-when-cross-origin", override: false },
];

const simpleCors: Cors = {
  ...{ credentials: false, allowHeaders: [], allowMethods: [], exposeHeaders: [], maxAge: undefined },
  allowOrigins: ["*"],
  override: false,
};

const methods = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];
const preflightCors: Cors = { ...simpleCors, allowMethods: methods, exposeHeaders: ["*"] };

const rest = { removed: [], serverTiming: 0 };

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-response-headers-policies.html */
export const managedResponseHeadersPolicies: Record<string, ResponseHeadersPolicy & { name: string }> = {
  "60669652-455b-4ae9-85a4-c4c02393f86c": { name: "Managed-SimpleCORS", cors: simpleCors, added: [], ...rest },
  "5cc3b908-e619-4b99-88e5-2cf7f45965bd": {
    ...{ name: "Managed-CORS-With-Preflight", cors: preflightCors, added: [], ...rest },
  },
  "67f7725c-6f97-4210-82d7-5512b31e9d03": { name: "Managed-SecurityHeadersPolicy", added: security, ...rest },
  "e61eb60c-9c35-4d20-a928-2b84e02af89c": {
    ...{ name: "Managed-CORS-and-SecurityHeadersPolicy", cors: simpleCors, added: security, ...rest },
  },
  "eaab4381-ed33-4a86-88ca-d9558dc6cd63": {
    ...{ name: "Managed-CORS-with-preflight-and-SecurityHeadersPolicy", cors: preflightCors, added: security, ...rest },
  },
};

/** A policy that the program declares. */
export function responseHeadersPolicyIn(inputs: Properties): ResponseHeadersPolicy {
  const custom = objects(object(inputs, "customHeadersConfig"), "items");
  const removed = objects(object(inputs, "removeHeadersConfig"), "items");
  const timing = object(inputs, "serverTimingHeadersConfig");
  return {
    cors: "corsConfig" in inputs ? corsIn(object(inputs, "corsConfig")) : undefined,
    added: [
      ...securityIn(object(inputs, "securityHeadersConfig")),
      ...custom.map(({ header, value, override }) => ({
        name: String(header).toLowerCase(),
        value: String(value),
        override: override === true,
      })),
    ],
    removed: removed.map(({ header }) => String(header).toLowerCase()),
    serverTiming: timing.enabled === true ? (optionalNumber(timing, "samplingRate") ?? 0) : 0,
  };
}

const corsIn = (config: Properties): Cors => ({
  credentials: config.accessControlAllowCredentials === true,
  allowHeaders: itemsOf(config, "accessControlAllowHeaders"),
  allowMethods: itemsOf(config, "accessControlAllowMethods").flatMap((name) => (name === "ALL" ? methods : [name])),
  allowOrigins: itemsOf(config, "accessControlAllowOrigins"),
  exposeHeaders: itemsOf(config, "accessControlExposeHeaders"),
  maxAge: optionalNumber(config, "accessControlMaxAgeSec"),
  override: config.originOverride === true,
});

/** The value of each security header, of its part of the policy. */
const securityHeaders: [part: string, name: string, value: (part: Properties) => string][] = [
  ["contentSecurityPolicy", "content-security-policy", (part) => optionalText(part, "contentSecurityPolicy") ?? ""],
  ["contentTypeOptions", "x-content-type-options", () => "nosniff"],
  ["frameOptions", "x-frame-options", (part) => optionalText(part, "frameOption") ?? ""],
  ["referrerPolicy", "referrer-policy", (part) => optionalText(part, "referrerPolicy") ?? ""],
  [
    "strictTransportSecurity",
    "strict-transport-security",
    ({ accessControlMaxAgeSec, includeSubdomains, preload }) =>
      `max-age=${String(accessControlMaxAgeSec)}${includeSubdomains === true ? "; includeSubDomains" : ""}${preload === true ? "; preload" : ""}`,
  ],
  [
    "xssProtection",
    "x-xss-protection",
    ({ protection, modeBlock, reportUri }) =>
      protection !== true
        ? "0"
        : `1${modeBlock === true ? "; mode=block" : ""}${typeof reportUri === "string" ? `; report=${reportUri}` : ""}`,
  ],
];

const securityIn = (config: Properties): AddedHeader[] =>
  securityHeaders.flatMap(([key, name, value]) => {
    if (!(key in config)) return [];
    const part = object(config, key);
    return [{ name, value: value(part), override: part.override === true }];
  });
