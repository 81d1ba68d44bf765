import { object, ofType, optionalText, type Properties, type Resource, texts } from "../../../graph/graph";
import { authorizerName, keyScheme, type Own, pieces, piecesOf } from "./pieces";

/** What a method of the program's is as an operation of an OpenAPI document. */
export function operationOf(own: Own, method: Resource): Properties {
  const { inputs } = method;
  const models = Object.entries(object(inputs, "requestModels")).map(([type, model]) => [
    type,
    { schema: { $ref: `#/components/schemas/${String(model)}` } },
  ]);
  const integration = piecesOf(own, pieces.integration).find(({ inputs: one }) => isOf(method, one));
  const authorization = optionalText(inputs, "authorization") ?? "NONE";
  return {
    parameters: parametersOf(object(inputs, "requestParameters")),
    ...(models.length > 0 && { requestBody: { content: Object.fromEntries(models) } }),
    ...(inputs.requestValidatorId !== undefined && {
      "x-amazon-apigateway-request-validator": inputs.requestValidatorId,
    }),
    security: securityOf(own, inputs, authorization),
    ...(authorization === "AWS_IAM" && { "x-amazon-apigateway-auth": { type: authorization } }),
    ...(integration && { "x-amazon-apigateway-integration": integrationOf(own, method, integration) }),
  };
}

/** Whether something is a method's: it names the method by its resource and its verb. */
const isOf = ({ inputs: { resourceId, httpMethod } }: Resource, other: Properties): boolean =>
  other.resourceId === resourceId && other.httpMethod === httpMethod;

const placesOf: Readonly<Record<string, string>> = { header: "header", path: "path", querystring: "query" };

/** Such as `method.request.querystring.page: true`, which says that there must be one. */
const parametersOf = (parameters: Properties): Properties[] =>
  Object.entries(parameters).flatMap(([key, required]) => {
    const [, place = "", name] = /^method\.request\.(header|path|querystring)\.(.+)$/.exec(key) ?? [];
    return name === undefined
      ? []
      : [{ name, in: placesOf[place], required: required === true || required === "true" }];
  });

/** What a method asks of its callers. An authorizer that the program does not declare lets nobody in. */
function securityOf({ graph }: Own, inputs: Properties, authorization: string): Record<string, string[]>[] {
  const key = inputs.apiKeyRequired === true ? [{ [keyScheme]: [] }] : [];
  if (authorization === "NONE" || authorization === "AWS_IAM") return key;
  const id = optionalText(inputs, "authorizerId");
  const authorizer = ofType(graph, pieces.authorizer).find((one) => one.id === id);
  return [...key, { [authorizer ? authorizerName(authorizer) : String(id)]: texts(inputs, "authorizationScopes") }];
}

function integrationOf(own: Own, method: Resource, { inputs }: Resource): Properties {
  const responses = piecesOf(own, pieces.integrationResponse).filter(({ inputs: one }) => isOf(method, one));
  const { type, uri, credentials, requestParameters, requestTemplates, passthroughBehavior } = inputs;
  const { contentHandling, connectionType, connectionId, timeoutMilliseconds, integrationHttpMethod } = inputs;
  return {
    ...{ type, uri, credentials, requestParameters, requestTemplates, passthroughBehavior },
    ...{ contentHandling, connectionType, connectionId, httpMethod: integrationHttpMethod },
    timeoutInMillis: timeoutMilliseconds,
    responses: Object.fromEntries(responses.map((one) => [patternOf(one), responseOf(one)])),
  };
}

/** What has no pattern is for all that the others do not match. */
const patternOf = ({ inputs }: Resource): string => optionalText(inputs, "selectionPattern") || "default";

const responseOf = ({ inputs }: Resource): Properties => {
  const { responseParameters, responseTemplates, contentHandling } = inputs;
  return { statusCode: String(inputs.statusCode), responseParameters, responseTemplates, contentHandling };
};
