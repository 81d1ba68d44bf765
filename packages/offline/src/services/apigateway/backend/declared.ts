import { object, optionalNumber, optionalText, type Properties } from "../../../graph/graph";
import { type ParameterMapping, parametersIn, type ResponseMapping, responsesIn } from "../mapping/parameters";
import { type Passthrough, passthroughIn, type Templates, templatesIn } from "../mapping/templates";
import { Unmapped } from "../mapping/unmapped";

/** What an integration sends requests to, and by which mappings. */
export type Backend = {
  kind: "backend";
  /** Whether a request is sent on as it came, and its answer comes back as it is. */
  isProxy: boolean;
  /** The method that is sent; undefined for the caller's own. */
  httpMethod: string | undefined;
  parameters: ParameterMapping[];
  templates: Templates;
  passthrough: Passthrough;
  responses: ResponseMapping[];
  timeoutMilliseconds: number;
} & BackendPlace;

/** A server of HTTP on this machine, a service of AWS in a role's name, a function, or nothing (`mock`). */
export type BackendPlace =
  | ({ at: "server"; base: string } & Address)
  | ({ at: "service"; service: string; region: string; roleArn: string; action: string | undefined } & Address)
  | { at: "function"; functionArn: string; roleArn: string | undefined }
  | { at: "mock" };

interface Address {
  /** Where it is sent, with variables such as `{proxy}` in it. */
  path: string;
  /** Raw, without the question mark. */
  query: string;
}

/** Something that an integration asks for, which is not served. */
export interface Unserved {
  kind: "unserved";
  what: string;
}

/** What is not on this machine is not asked: no program that is tried may act upon others. */
export const loopback = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** The integration of types `http`, `http_proxy`, `mock`, and `aws` with its mappings. */
export function backendIn(integration: Properties): Backend | Unserved {
  const type = (optionalText(integration, "type") ?? "").toLowerCase();
  const uri = optionalText(integration, "uri") ?? "";
  const isProxy = type === "http_proxy";
  const place = placeOf(type, uri, integration);
  if ("kind" in place) return place;
  try {
    const parameters = parametersIn(object(integration, "requestParameters"));
    const nobodys = [...("path" in place ? place.path : "").matchAll(/\{(\w+)\}/g)].find(
      ([, name]) => !parameters.some((one) => one.place === "path" && one.name === name),
    );
    if (nobodys) return unserved(`the variable ${nobodys[0]} of ${uri}, which requestParameters do not say`);
    const responses = object(integration, "responses");
    const holders = [integration, ...Object.keys(responses).map((pattern) => object(responses, pattern))];
    if (!isProxy && holders.some(({ contentHandling }) => contentHandling === "CONVERT_TO_BINARY"))
      return unserved("the conversion of texts to binary bodies");
    const method = optionalText(integration, "httpMethod") ?? "ANY";
    return {
      kind: "backend",
      isProxy,
      httpMethod: method.toUpperCase() === "ANY" ? undefined : method.toUpperCase(),
      parameters,
      templates: isProxy ? new Map() : templatesIn(integration, "requestTemplates"),
      passthrough: passthroughIn(integration),
      responses: isProxy ? [] : responsesIn(responses),
      timeoutMilliseconds: optionalNumber(integration, "timeoutInMillis") ?? 29_000,
      ...place,
    };
  } catch (error) {
    if (error instanceof Unmapped) return unserved(`the mapping ${error.message}`);
    throw error;
  }
}

const unserved = (what: string): Unserved => ({ kind: "unserved", what });

function placeOf(type: string, uri: string, integration: Properties): BackendPlace | Unserved {
  if (type === "mock") return { at: "mock" };
  return type === "aws" ? serviceAt(uri, optionalText(integration, "credentials")) : serverAt(uri, integration);
}

function serverAt(uri: string, integration: Properties): BackendPlace | Unserved {
  if (optionalText(integration, "connectionType") === "VPC_LINK") return unserved(`the VPC link to ${uri}`);
  const [, base = "", path = "", query = ""] = /^(http:\/\/[^/?]+)([^?]*)(?:\?(.*))?$/.exec(uri) ?? [];
  if (base === "" || !URL.canParse(base)) return unserved(`HTTP to ${uri === "" ? "nowhere" : uri}`);
  if (!loopback.test(new URL(base).hostname)) return unserved(`HTTP to ${uri}, which is not on this machine,`);
  return { at: "server", base, path: path === "" ? "/" : path, query };
}

/** Such as `arn:aws:apigateway:eu-west-1:sqs:path/000000000000/jobs`, or `…:dynamodb:action/PutItem`. */
function serviceAt(uri: string, roleArn: string | undefined): BackendPlace | Unserved {
  const functionArn = functionIn(uri);
  if (functionArn !== undefined) return { at: "function", functionArn, roleArn };
  const [, region, service, kind, rest = ""] =
    /^arn:aws:apigateway:([^:]+):([\w-]+):(path|action)\/(.*)$/.exec(uri) ?? [];
  if (region === undefined || service === undefined) return unserved(`the integration with ${uri}`);
  if (roleArn === undefined) return unserved(`the integration with ${uri} without a role`);
  const of = { at: "service", service, region, roleArn } as const;
  if (kind === "action") return { ...of, path: "/", query: "", action: rest };
  const [path = "", query = ""] = rest.replace(/^\/+/, "").split("?");
  return { ...of, path: `/${path}`, query, action: undefined };
}

/** The function that a URI of an integration names, if it names one. */
export const functionIn = (uri: string): string | undefined => /functions\/(arn:[^/]+)\/invocations$/.exec(uri)?.[1];
