import {
  object,
  objects,
  optionalNumber,
  optionalText,
  type Properties,
  type Resource,
  texts,
} from "../../graph/graph";
import { type Backend, backendIn, functionIn, type Unserved } from "./backend/declared";
import { iamAuthorizer } from "./authorizers/signature";
import { type BodyCheck, bodyCheck, type RequiredParameters, requiredParameters } from "./validator";

/** What answers a method. */
export type Integration =
  { kind: "lambda"; functionArn: string; timeoutMilliseconds: number; roleArn?: string } | Backend | Unserved;

/** What of an authorizer a method asks for. */
export interface MethodAuthorizer {
  /** The name of its security scheme. */
  name: string;
  /** Of these a caller needs one; none where the authorizer knows none. */
  scopes: string[];
}

/** One method of one path. */
export interface Method {
  httpMethod: string;
  /** The path as the document writes it. */
  resourcePath: string;
  /** Whether it asks for an API key: from the caller, or from its authorizer where the API takes keys from there. */
  apiKeyRequired: boolean;
  authorizer?: MethodAuthorizer;
  required?: RequiredParameters;
  /** Checks of the body by content type; undefined where bodies are not validated. */
  bodyChecks?: Map<string, BodyCheck>;
  integration: Integration;
}

const verbs = ["get", "post", "put", "delete", "patch", "head", "options", "x-amazon-apigateway-any-method"];

/** Where an API's keys come from: the API's own word, or its document's where it has none. */
export const apiKeySource = ({ inputs }: Resource, document: Properties): string =>
  optionalText(inputs, "apiKeySource") ?? optionalText(document, "x-amazon-apigateway-api-key-source") ?? "HEADER";

/** What an API asks of its callers. */
export interface Guards {
  /** `HEADER` or `AUTHORIZER`. */
  keySource: string;
  /** The authorizers that are served, by the names of their security schemes. */
  authorizers: ReadonlyMap<string, unknown>;
}

/** All methods of an OpenAPI document with API Gateway's extensions. */
export function methodsOf(document: Properties, guards: Guards): Method[] {
  const paths = object(document, "paths");
  return Object.keys(paths).flatMap((path) => {
    const item = object(paths, path);
    return verbs.filter((verb) => verb in item).map((verb) => methodOf(document, guards, path, verb, item));
  });
}

function methodOf(document: Properties, guards: Guards, path: string, verb: string, item: Properties): Method {
  const operation = object(item, verb);
  const validatorName = optionalText(operation, validatorKey) ?? optionalText(document, validatorKey) ?? "";
  const validator = object(object(document, "x-amazon-apigateway-request-validators"), validatorName);
  const parameters = [...objects(item, "parameters"), ...objects(operation, "parameters")];
  const { apiKeyRequired, authorizer, unserved } = securityOf(document, guards, operation);
  return {
    httpMethod: verb === "x-amazon-apigateway-any-method" ? "ANY" : verb.toUpperCase(),
    resourcePath: path,
    apiKeyRequired,
    authorizer,
    required: validator.validateRequestParameters === true ? requiredParameters(parameters) : undefined,
    bodyChecks: validator.validateRequestBody === true ? bodyChecksOf(document, operation) : undefined,
    integration: unserved ? { kind: "unserved", what: unserved } : integrationOf(operation),
  };
}

const validatorKey = "x-amazon-apigateway-request-validator";

/** Whether a security scheme asks for an API key: authorizers are written as schemes of the same type. */
const isApiKey = (scheme: Properties): boolean =>
  scheme.type === "apiKey" &&
  !("x-amazon-apigateway-authtype" in scheme) &&
  !("x-amazon-apigateway-authorizer" in scheme);

/** Whether a security scheme asks for a signature. */
const isOfIam = (scheme: Properties): boolean =>
  optionalText(scheme, "x-amazon-apigateway-authtype")?.toLowerCase() === "awssigv4";

interface Security extends Pick<Method, "apiKeyRequired" | "authorizer"> {
  /** What guards the method, but is not served. */
  unserved?: string;
}

/**
 * What an operation's security schemes ask for. One that is no API key guards its method by something that this host may
 * not have: such a method is never open.
 */
function securityOf(document: Properties, { keySource, authorizers }: Guards, operation: Properties): Security {
  const signature = optionalText(object(operation, "x-amazon-apigateway-auth"), "type") ?? "NONE";
  const isSigned = signature.toUpperCase() === iamAuthorizer;
  if (!isSigned && signature.toUpperCase() !== "NONE") return unservedBy(`the authorization ${signature}`);
  const requirements = objects("security" in operation ? operation : document, "security");
  const schemes = object(object(document, "components"), "securitySchemes");
  let apiKeyRequired = false;
  let authorizer: MethodAuthorizer | undefined = isSigned ? { name: iamAuthorizer, scopes: [] } : undefined;
  for (const requirement of requirements) {
    for (const schemeName of Object.keys(requirement)) {
      const scheme = object(schemes, schemeName);
      const name = isOfIam(scheme) ? iamAuthorizer : schemeName;
      const scopes = texts(requirement, schemeName);
      if (isApiKey(scheme)) apiKeyRequired = true;
      else if (!authorizers.has(name)) return unservedBy(`the authorizer ${name}`);
      else if (authorizer && authorizer.name !== name) return unservedBy(`a second authorizer, ${name}`);
      else authorizer = { name, scopes: [...(authorizer?.scopes ?? []), ...scopes] };
    }
  }
  if (apiKeyRequired && keySource !== "HEADER" && !authorizer) return unservedBy("the authorizer that gives API keys");
  return { apiKeyRequired, authorizer };
}

/** No key is looked at where the method answers nobody. */
const unservedBy = (unserved: string): Security => ({ apiKeyRequired: false, unserved });

function bodyChecksOf(document: Properties, operation: Properties): Map<string, BodyCheck> {
  const content = object(object(operation, "requestBody"), "content");
  return new Map(
    Object.keys(content).map((type) => [type, bodyCheck(document, object(object(content, type), "schema"))]),
  );
}

function integrationOf(operation: Properties): Integration {
  const integration = object(operation, "x-amazon-apigateway-integration");
  const type = (optionalText(integration, "type") ?? "none").toLowerCase();
  const functionArn = functionIn(optionalText(integration, "uri") ?? "");
  if (type === "aws_proxy" && functionArn) {
    return {
      kind: "lambda",
      functionArn,
      timeoutMilliseconds: optionalNumber(integration, "timeoutInMillis") ?? 29_000,
      // Invoked by this role, if one is named; otherwise in API Gateway's own name.
      roleArn: optionalText(integration, "credentials"),
    };
  }
  if (backendTypes.has(type)) return backendIn(integration);
  return {
    kind: "unserved",
    what: type === "none" ? "a method without an integration" : `the integration type ${type}`,
  };
}

const backendTypes = new Set(["http", "http_proxy", "aws", "mock"]);

/** Media types whose bodies reach functions as base64: the API's own, or its document's where it has none. */
export const binaryMediaTypes = ({ inputs }: Resource, document: Properties): string[] =>
  inputs.binaryMediaTypes === undefined
    ? texts(document, "x-amazon-apigateway-binary-media-types")
    : texts(inputs, "binaryMediaTypes");
