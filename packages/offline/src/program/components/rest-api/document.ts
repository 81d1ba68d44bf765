import { object, objects, optionalText, type Properties, type Resource, text, texts } from "../../../graph/graph";
import type { Declared, Maker } from "../component";
import { Authorizers } from "./authorizers";
import { targetOperations } from "./integration-route";
import { StaticRoutes } from "./static-route";

/** A function that a route invokes. */
export interface RouteFunction {
  /** Such as `GET/items`, as the ARN of a permission's source ends. */
  methodAndPath: string;
  lambda: Resource;
}

/** An operation of one path, by the key that Swagger has it under. */
export interface Operation {
  path: string;
  method: string;
  operation: Properties;
}

const functionType = "aws:lambda/function:Function";

/**
 * The Swagger document of a component's routes, and the functions that they invoke.
 *
 * @throws Error for a route that the component would refuse, or that leads to nothing the program declares
 */
export function documentOf(
  { name, inputs, region }: Declared,
  maker: Maker,
): { document: Properties; functions: RouteFunction[] } {
  if (inputs.routes === undefined)
    throw new Error("API must specify either [swaggerString] or as least one of the [route] options.");
  const functions: RouteFunction[] = [];
  const authorizers = new Authorizers(name, maker);
  const files = new StaticRoutes({ name, inputs, region }, maker);
  const paths: Record<string, Properties> = {};
  const needsKey = new Set<Properties>();

  for (const route of objects(inputs, "routes")) {
    const path = rooted(text(route, "path"));
    for (const { path: at, method, operation } of operationsOf(route, path)) {
      const guarded = "data" in route ? operation : withOptions(route, operation);
      // Of a path that is named twice each method counts once; the index of a folder takes the whole path.
      paths[at] = { ...paths[at], [method]: guarded };
    }
  }
  return { document: base(), functions };

  function operationsOf(route: Properties, path: string): Operation[] {
    if (route.eventHandler !== undefined) return [handled(route, path)];
    if (route.localPath !== undefined) return files.operationsOf(route, path);
    if (route.target !== undefined) return targetOperations(object(route, "target"), path);
    if (route.data !== undefined)
      return [{ path, method: swaggerMethod(methodOf(route)), operation: object(route, "data") }];
    throw new Error(`the route ${path} of the RestAPI ${name} has no eventHandler, localPath, target or data`);
  }

  function handled(route: Properties, path: string): Operation {
    const method = methodOf(route);
    const lambda = maker.find(functionType, route.eventHandler);
    if (!lambda)
      throw new Error(`the eventHandler of the route ${method} ${path} of the RestAPI ${name} is no function here`);
    functions.push({ methodAndPath: `${method === "ANY" ? "*" : method}${path}`, lambda });
    const integration = {
      uri: text(lambda.outputs, "invokeArn"),
      passthroughBehavior: "when_no_match",
      httpMethod: "POST",
      type: "aws_proxy",
    };
    return {
      path,
      method: swaggerMethod(method),
      operation: { "x-amazon-apigateway-integration": integration },
    };
  }

  function withOptions(route: Properties, operation: Properties): Properties {
    const security = authorizers.requirements(objects(route, "authorizers"));
    if (route.apiKeyRequired === true) {
      security.push({ [keyScheme]: [] });
      needsKey.add(route);
    }
    const required = objects(route, "requiredParameters").map((one) => ({ ...one, required: true }));
    const parameters = [...objects(operation, "parameters"), ...required];
    return {
      ...operation,
      ...(security.length > 0 && { security }),
      ...(parameters.length > 0 && { parameters }),
      ...(route.requestValidator !== undefined && {
        "x-amazon-apigateway-request-validator": route.requestValidator,
      }),
      ...(route.iamAuthEnabled === true && { "x-amazon-apigateway-auth": { type: "AWS_IAM" } }),
    };
  }

  function base(): Properties {
    const validator = optionalText(inputs, "requestValidator");
    return {
      swagger: "2.0",
      info: { title: name, version: "1.0" },
      paths,
      securityDefinitions: {
        ...authorizers.schemes,
        ...(needsKey.size > 0 && { [keyScheme]: { type: "apiKey", name: "x-api-key", in: "header" } }),
      },
      "x-amazon-apigateway-binary-media-types":
        inputs.binaryMediaTypes === undefined ? ["*/*"] : texts(inputs, "binaryMediaTypes"),
      "x-amazon-apigateway-gateway-responses": {
        MISSING_AUTHENTICATION_TOKEN: notFound,
        ACCESS_DENIED: notFound,
        ...object(inputs, "gatewayResponses"),
      },
      "x-amazon-apigateway-api-key-source": optionalText(inputs, "apiKeySource") ?? "HEADER",
      ...(validator !== undefined && {
        "x-amazon-apigateway-request-validators": validators,
        "x-amazon-apigateway-request-validator": validator,
      }),
    };
  }
}

const keyScheme = "api_key";

const validators = {
  ALL: { validateRequestBody: true, validateRequestParameters: true },
  BODY_ONLY: { validateRequestBody: true, validateRequestParameters: false },
  PARAMS_ONLY: { validateRequestBody: false, validateRequestParameters: true },
};

/** What whoever may not see a path gets: nobody learns that there is one. */
const notFound = { statusCode: 404, responseTemplates: { "application/json": '{"message": "404 Not found" }' } };

const rooted = (path: string): string => (path.startsWith("/") ? path : `/${path}`);

/** @throws Error for a route without a method */
function methodOf(route: Properties): string {
  const method = optionalText(route, "method");
  if (method === undefined) throw new Error("Route missing required [method] property");
  return method;
}

/**
 * The key of a method in a Swagger document.
 *
 * @throws Error for a method that API Gateway does not have
 */
function swaggerMethod(method: string): string {
  const lower = method.toLowerCase();
  if (lower === "any") return anyMethod;
  if (/^(get|put|post|delete|options|head|patch)$/.test(lower)) return lower;
  throw new Error(`Method not supported: ${method}`);
}

/** What stands for all methods of a path that are not named. */
export const anyMethod = "x-amazon-apigateway-any-method";
