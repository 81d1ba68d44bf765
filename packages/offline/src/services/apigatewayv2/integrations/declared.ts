import { object, optionalNumber, optionalText, type Properties } from "../../../graph/graph";
import { functionIn, loopback } from "../../apigateway/backend/declared";
import { answerChangesIn, type Change, changesIn, UnservedMapping } from "./mappings";
import { type ServiceOperation, serviceOperationIn } from "./service-operations";

/** What answers a route. */
export type RouteTarget = ServedTarget | { kind: "unserved"; what: string };

export type ServedTarget = {
  timeoutMilliseconds: number;
  /** What becomes of its answers, by their statuses. */
  answers: ReadonlyMap<string, Change[]>;
} & (LambdaTarget | ServerTarget | ServiceTarget);

export interface LambdaTarget {
  kind: "lambda";
  functionArn: string;
  roleArn?: string;
  format: "1.0" | "2.0";
}

/** A server of HTTP on this machine. */
export interface ServerTarget {
  kind: "server";
  base: string;
  /** With variables such as `{proxy}` in it. */
  path: string;
  /** Raw, without the question mark. */
  query: string;
  /** Undefined for the caller's own. */
  method: string | undefined;
  changes: Change[];
}

/** An operation of a service of AWS, in a role's name. */
export interface ServiceTarget {
  kind: "service";
  operation: ServiceOperation;
  roleArn: string;
}

/** What an integration of an HTTP API sends requests to. */
export function targetOf(integration: Properties): RouteTarget {
  const target = placeOf(integration);
  if (target.kind === "unserved") return target;
  try {
    return {
      timeoutMilliseconds: optionalNumber(integration, "timeoutMilliseconds") ?? 30_000,
      answers: answerChangesIn(integration),
      ...(target.kind === "server"
        ? { ...target, changes: changesIn(object(integration, "requestParameters")) }
        : target),
    };
  } catch (error) {
    if (error instanceof UnservedMapping) return unserved(`the mapping ${error.message}`);
    throw error;
  }
}

const unserved = (what: string) => ({ kind: "unserved", what }) as const;

function placeOf(integration: Properties): LambdaTarget | ServerTarget | ServiceTarget | ReturnType<typeof unserved> {
  const type = String(integration.integrationType);
  const uri = optionalText(integration, "integrationUri") ?? "";
  const subtype = optionalText(integration, "integrationSubtype");
  const roleArn = optionalText(integration, "credentialsArn");
  if (type === "HTTP_PROXY") return serverAt(uri, integration);
  if (type !== "AWS_PROXY") return unserved(`the integration ${type} ${uri}`);
  if (subtype !== undefined) {
    const operation = serviceOperationIn(subtype, object(integration, "requestParameters"));
    if (typeof operation === "string") return unserved(operation);
    return roleArn === undefined
      ? unserved(`the integration ${subtype} without a role`)
      : { kind: "service", operation, roleArn };
  }
  const functionArn = /^arn:aws:lambda:[^/]+$/.test(uri) ? uri : functionIn(uri);
  if (functionArn === undefined) return unserved(`the integration ${type} ${uri}`);
  if (Object.keys(object(integration, "requestParameters")).length > 0)
    return unserved("a mapping of parameters for a function");
  return { kind: "lambda", functionArn, roleArn, format: integration.payloadFormatVersion === "2.0" ? "2.0" : "1.0" };
}

function serverAt(uri: string, integration: Properties): ServerTarget | ReturnType<typeof unserved> {
  if (optionalText(integration, "connectionType") === "VPC_LINK") return unserved(`the VPC link to ${uri}`);
  const [, base = "", path = "", query = ""] = /^(http:\/\/[^/?]+)([^?]*)(?:\?(.*))?$/.exec(uri) ?? [];
  if (base === "" || !URL.canParse(base)) return unserved(`HTTP to ${uri === "" ? "nowhere" : uri}`);
  if (!loopback.test(new URL(base).hostname)) return unserved(`HTTP to ${uri}, which is not on this machine,`);
  const method = optionalText(integration, "integrationMethod") ?? "ANY";
  return {
    kind: "server",
    base,
    path: path === "" ? "/" : path,
    query,
    method: method.toUpperCase() === "ANY" ? undefined : method.toUpperCase(),
    changes: [],
  };
}
