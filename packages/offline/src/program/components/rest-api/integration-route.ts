import { optionalText, type Properties, text } from "../../../graph/graph";
import { anyMethod, type Operation } from "./document";

/** The operations of a route to another server: one for its path itself, and one for all below. */
export function targetOperations(target: Properties, path: string): Operation[] {
  const below = path.endsWith("/") ? path : `${path}/`;
  return [
    { path: below, method: anyMethod, operation: operationOf(target, false) },
    { path: `${below}{proxy+}`, method: anyMethod, operation: operationOf(target, true) },
  ];
}

function operationOf(target: Properties, isBelow: boolean): Properties {
  const given = text(target, "uri");
  const uri = given.endsWith("/") ? given : `${given}/`;
  const integration = {
    responses: { default: { statusCode: "200" } },
    uri: isBelow ? `${uri}{proxy}` : uri,
    type: optionalText(target, "type") ?? "http_proxy",
    connectionType: target.connectionType,
    connectionId: target.connectionId,
    passthroughBehavior: optionalText(target, "passthroughBehavior") ?? "when_no_match",
    httpMethod: "ANY",
  };
  if (!isBelow) return { "x-amazon-apigateway-integration": integration };
  return {
    parameters: [{ name: "proxy", in: "path", required: true, type: "string" }],
    "x-amazon-apigateway-integration": {
      ...integration,
      requestParameters: { "integration.request.path.proxy": "method.request.path.proxy" },
    },
  };
}
