import { object, objects, type Properties, texts } from "../../graph/graph";
import { isRecord } from "../../is-record";

/**
 * A document of Swagger 2.0 as one of OpenAPI 3.0: models, security schemes and bodies stand elsewhere there
 * (https://swagger.io/specification/v2/). API Gateway's extensions are the same in both.
 */
export function openApiOf(document: Properties): Properties {
  const { swagger: _, definitions = {}, securityDefinitions = {}, paths = {}, ...rest } = document;
  return {
    ...rest,
    openapi: "3.0.1",
    paths: mapped(paths, (item) => withBodies(item, document)),
    components: { schemas: referring(definitions), securitySchemes: securityDefinitions },
  };
}

/** A path's item with bodies in the place of parameters that are bodies. */
const withBodies = (item: Properties, document: Properties): Properties => ({
  ...mapped(item, (operation) => {
    const parameters = [...objects(item, "parameters"), ...objects(operation, "parameters")].map((one) =>
      referredTo(one, document),
    );
    const body = parameters.find((one) => one.in === "body");
    const others = parameters.filter((one) => one !== body);
    const content = body && Object.fromEntries(typesOf(operation, document).map((type) => [type, contentOf(body)]));
    return {
      ...operation,
      ...(others.length > 0 && { parameters: others }),
      ...(content && { requestBody: { content } }),
    };
  }),
  // They have been given to each of the operations.
  parameters: [],
});

/** A parameter may stand among the document's own. */
function referredTo(parameter: Properties, document: Properties): Properties {
  const name = /^#\/parameters\/([^/]+)$/.exec(String(parameter.$ref))?.[1];
  return name === undefined ? parameter : object(object(document, "parameters"), name);
}

const contentOf = (body: Properties): Properties => ({ schema: referring(body.schema) });

function typesOf(operation: Properties, document: Properties): string[] {
  const types = texts("consumes" in operation ? operation : document, "consumes");
  return types.length > 0 ? types : ["application/json"];
}

/** Each of an object's members that is an object, otherwise; all else as it is. */
const mapped = (value: unknown, change: (member: Properties) => Properties): Properties =>
  Object.fromEntries(
    Object.entries(isRecord(value) ? value : {}).map(([key, member]) => [
      key,
      isRecord(member) ? change(member) : member,
    ]),
  );

/** A schema whose references lead to where models are in OpenAPI. */
function referring(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(referring);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      key === "$ref" ? String(member).replace("#/definitions/", "#/components/schemas/") : referring(member),
    ]),
  );
}
