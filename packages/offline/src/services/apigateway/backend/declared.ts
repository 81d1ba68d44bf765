import { object, optionalNumber, optionalText, type Properties } from "../../../graph/graph";
import { type ParameterMapping, parametersIn, type ResponseMapping, responsesIn, Unmapped } from "./mappings";

/** What an integration sends requests to: a server of HTTP on this machine, or S3 in a role's name. */
export type Backend = {
  kind: "backend";
  /** Whether a request is sent on as it came, and its answer comes back as it is. */
  isProxy: boolean;
  /** The method that is sent; undefined for the caller's own. */
  httpMethod: string | undefined;
  /** Where it is sent, with variables such as `{proxy}` in it. */
  path: string;
  /** Raw, without the question mark. */
  query: string;
  parameters: ParameterMapping[];
  responses: ResponseMapping[];
  timeoutMilliseconds: number;
} & ({ at: "server"; base: string } | { at: "s3"; region: string; roleArn: string });

/** Something that an integration asks for, which is not served. */
export interface Unserved {
  kind: "unserved";
  what: string;
}

/** What is not on this machine is not asked: no program that is tried may act upon others. */
const loopback = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** The integration of types `http`, `http_proxy`, and `aws` for objects of S3. */
export function backendIn(integration: Properties): Backend | Unserved {
  const type = (optionalText(integration, "type") ?? "").toLowerCase();
  const uri = optionalText(integration, "uri") ?? "";
  const isProxy = type === "http_proxy";
  const place = type === "aws" ? objectAt(uri, optionalText(integration, "credentials")) : serverAt(uri, integration);
  if ("kind" in place) return place;
  const templates = [integration, ...responseObjects(integration)].some(
    (one) => hasTemplates(one, "requestTemplates") || hasTemplates(one, "responseTemplates"),
  );
  if (templates) return unserved(`a mapping template of the integration of ${uri}`);
  try {
    const parameters = parametersIn(object(integration, "requestParameters"));
    const nobodys = [...place.path.matchAll(/\{(\w+)\}/g)].find(
      ([, name]) => !parameters.some((one) => one.place === "path" && one.name === name),
    );
    if (nobodys) return unserved(`the variable ${nobodys[0]} of ${uri}, which requestParameters do not say`);
    const method = optionalText(integration, "httpMethod") ?? "ANY";
    return {
      kind: "backend",
      isProxy,
      httpMethod: method.toUpperCase() === "ANY" ? undefined : method.toUpperCase(),
      parameters,
      responses: isProxy ? [] : responsesIn(object(integration, "responses")),
      timeoutMilliseconds: optionalNumber(integration, "timeoutInMillis") ?? 29_000,
      ...place,
    };
  } catch (error) {
    if (error instanceof Unmapped) return unserved(`the mapping ${error.message}`);
    throw error;
  }
}

const unserved = (what: string): Unserved => ({ kind: "unserved", what });

const responseObjects = (integration: Properties): Properties[] => {
  const responses = object(integration, "responses");
  return Object.keys(responses).map((pattern) => object(responses, pattern));
};

const hasTemplates = (holder: Properties, key: string): boolean => Object.keys(object(holder, key)).length > 0;

function serverAt(uri: string, integration: Properties) {
  if (optionalText(integration, "connectionType") === "VPC_LINK") return unserved(`the VPC link to ${uri}`);
  const [, base = "", path = "", query = ""] = /^(http:\/\/[^/?]+)([^?]*)(?:\?(.*))?$/.exec(uri) ?? [];
  if (base === "" || !URL.canParse(base)) return unserved(`HTTP to ${uri === "" ? "nowhere" : uri}`);
  if (!loopback.test(new URL(base).hostname)) return unserved(`HTTP to ${uri}, which is not on this machine,`);
  return { at: "server", base, path: path === "" ? "/" : path, query } as const;
}

function objectAt(uri: string, roleArn: string | undefined) {
  const [, region, path] = /^arn:aws:apigateway:([^:]+):s3:path\/(.+)$/.exec(uri) ?? [];
  if (region === undefined || path === undefined) return unserved(`the integration with ${uri}`);
  if (roleArn === undefined) return unserved(`the integration with ${uri} without a role`);
  return { at: "s3", region, path: `/${path}`, query: "", roleArn } as const;
}
