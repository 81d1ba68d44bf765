import { UserError } from "../../../errors";
import { type Graph, object, ofType, optionalJson, type Properties, type Resource, text } from "../../../graph/graph";
import { isRecord } from "../../../is-record";
import { parseJson } from "../../../parse-json";
import { documentOf } from "../body";
import { operationOf } from "./operation";
import { authorizerName, keyScheme, type Own, pieces, piecesOf } from "./pieces";

/**
 * The OpenAPI document of an API: the one that it has as its body, with what the program declares by resources of its own
 * (`aws.apigateway.Method` and the like). Undefined for an API without methods.
 *
 * @throws UserError for a document or a model that AWS would refuse
 */
export function apiDocument(graph: Graph, restApi: Resource): Properties | undefined {
  const body = documentOf(restApi);
  const paths = pathsOf(graph, restApi);
  if (!body && Object.keys(paths).length === 0) return undefined;
  const document = body ?? {};
  const components = object(document, "components");
  const own = { graph, id: restApi.id };
  return {
    ...(body ?? { openapi: "3.0.1", info: { title: text(restApi.outputs, "name"), version: "1.0" } }),
    paths: mergedPaths(object(document, "paths"), paths),
    components: {
      ...components,
      schemas: { ...object(components, "schemas"), ...modelsOf(own) },
      securitySchemes: { ...object(components, "securitySchemes"), ...schemesOf(own) },
    },
    ...merged(document, "x-amazon-apigateway-request-validators", validatorsOf(own)),
    ...merged(document, "x-amazon-apigateway-gateway-responses", gatewayResponsesOf(own)),
  };
}

const merged = (document: Properties, key: string, more: Properties): Properties =>
  Object.keys(more).length === 0 ? {} : { [key]: { ...object(document, key), ...more } };

function mergedPaths(paths: Properties, more: Record<string, Properties>): Properties {
  const items = Object.entries(more).map(([path, item]) => [path, { ...object(paths, path), ...item }]);
  return { ...paths, ...Object.fromEntries(items) };
}

/** What the methods of an API are, by their paths and their keys in a document. */
function pathsOf(graph: Graph, restApi: Resource): Record<string, Properties> {
  const own = { graph, id: restApi.id };
  const paths: Record<string, Properties> = {};
  for (const method of piecesOf(own, pieces.method)) {
    const path = pathOf(text(method.inputs, "resourceId"), restApi, graph);
    if (path === undefined) continue;
    const httpMethod = text(method.inputs, "httpMethod").toUpperCase();
    const verb = httpMethod === "ANY" ? "x-amazon-apigateway-any-method" : httpMethod.toLowerCase();
    paths[path] = { ...paths[path], [verb]: operationOf(own, method) };
  }
  return paths;
}

/** The path of a resource of an API; undefined for one that is not the API's. */
function pathOf(resourceId: string, restApi: Resource, graph: Graph): string | undefined {
  if (resourceId === restApi.outputs.rootResourceId) return "/";
  const resource = ofType(graph, pieces.resource).find(({ id }) => id === resourceId);
  if (!resource) return undefined;
  const above = pathOf(text(resource.inputs, "parentId"), restApi, graph);
  return above === undefined ? undefined : `${above === "/" ? "" : above}/${text(resource.inputs, "pathPart")}`;
}

/** The models that each API has from the start. */
const usualModels = { Empty: {}, Error: {} };

/**
 * JSON Schemas by the names of models. They refer to one another by addresses, and to parts of themselves
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html).
 */
function modelsOf(own: Own): Properties {
  const models = piecesOf(own, pieces.model).map(({ name: logicalName, inputs }) => {
    const name = text(inputs, "name");
    const schema = parseJson(optionalJson(inputs, "schema") ?? "{}");
    if (!isRecord(schema))
      throw new UserError(`AWS would refuse the schema of the model ${logicalName}, which is no object of JSON`);
    const { id: _, $id: __, ...rest } = schema;
    return [name, referring(rest, name)];
  });
  return models.length === 0 ? usualModels : { ...usualModels, ...Object.fromEntries(models) };
}

function referring(value: unknown, model: string): unknown {
  if (Array.isArray(value)) return value.map((one) => referring(one, model));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      key === "$ref" && typeof member === "string" ? referenceOf(member, model) : referring(member, model),
    ]),
  );
}

const referenceOf = (reference: string, model: string): string => {
  const other = /\/restapis\/[^/]+\/models\/([^/]+)$/.exec(reference)?.[1];
  return other === undefined
    ? reference.replace(/^#/, `#/components/schemas/${model}`)
    : `#/components/schemas/${other}`;
};

/** Authorizers as security schemes, by their names: methods know them by their ids. */
const schemesOf = (own: Own): Properties => ({
  ...Object.fromEntries(piecesOf(own, pieces.authorizer).map((one) => [authorizerName(one), schemeOf(one)])),
  ...(piecesOf(own, pieces.method).some(({ inputs }) => inputs.apiKeyRequired === true) && {
    [keyScheme]: { type: "apiKey", name: "x-api-key", in: "header" },
  }),
});

function schemeOf({ id, inputs }: Resource): Properties {
  const {
    type = "TOKEN",
    identitySource = "method.request.header.Authorization",
    authorizerUri,
    authorizerCredentials,
    authorizerResultTtlInSeconds,
    identityValidationExpression,
    providerArns,
  } = inputs;
  return {
    type: "apiKey",
    name: "Authorization",
    in: "header",
    "x-amazon-apigateway-authtype": type === "COGNITO_USER_POOLS" ? "cognito_user_pools" : "custom",
    "x-amazon-apigateway-authorizer": {
      ...{ id, type, identitySource, authorizerUri, authorizerCredentials, authorizerResultTtlInSeconds },
      ...{ identityValidationExpression, providerARNs: providerArns },
    },
  };
}

const validatorsOf = (own: Own): Properties =>
  Object.fromEntries(
    piecesOf(own, pieces.requestValidator).map(({ id, inputs }) => [
      id,
      {
        validateRequestBody: inputs.validateRequestBody === true,
        validateRequestParameters: inputs.validateRequestParameters === true,
      },
    ]),
  );

const gatewayResponsesOf = (own: Own): Properties =>
  Object.fromEntries(
    piecesOf(own, pieces.gatewayResponse).map(({ inputs }) => {
      const { statusCode, responseParameters, responseTemplates } = inputs;
      return [text(inputs, "responseType"), { statusCode, responseParameters, responseTemplates }];
    }),
  );
