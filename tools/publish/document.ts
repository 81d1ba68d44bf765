import { type Endpoint, type ListedParameter, parametersOf, type Tag } from "../../functions/kit/endpoint";
import { headers } from "./headers";
import type { Document, OperationObject, ParameterObject } from "./model";
import type { Promises } from "./program";
import { Responses } from "./responses";
import { Schemas } from "./schemas";

const description = `The API of Atelier, a serverless backend.

Bodies are UTF-8 JSON. Addresses in answers (\`Location\`, \`imageUrl\`) are relative to the API's base, unless they name
their host. Every error is \`application/problem+json\` ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)); its
\`detail\` says what to mend. A path or a method that is not described here is answered by 404.`;

/**
 * The API as its clients see it: OpenAPI 3.0.3 without anything of the gateway that serves it.
 *
 * The deployed document (infra/api/openapi.ts) holds what API Gateway takes, which is less: no examples, no links, no
 * parameters' schemas. Both are made of the same endpoints.
 */
export function publishedDocument({ version, endpoints, restApiId }: Promises): Document {
  const schemas = new Schemas();
  const responses = new Responses(schemas);
  const paths: Document["paths"] = {};
  for (const endpoint of endpoints) {
    const item = (paths[pathOf(endpoint)] ??= {});
    item[endpoint.method.toLowerCase()] = operationObject(endpoint, schemas, responses);
  }
  const license = { name: "MIT", url: "https://opensource.org/license/mit" };
  return {
    openapi: "3.0.3",
    info: { title: "Atelier API", version, description, license },
    servers: serversOf(restApiId),
    tags: tagsOf(endpoints),
    paths,
    components: {
      schemas: sorted(schemas.named),
      responses: sorted(responses.shared),
      headers: sorted(headers),
      securitySchemes: { apiKey },
    },
  };
}

const apiKey = {
  type: "apiKey",
  name: "x-api-key",
  in: "header",
  description:
    "The key is the stack's output `apiKey`; a stack with `apiKeyRequired: false` asks for none. A stack with " +
    "`auth: cognito` asks for a user's access token in its place, as `Authorization: Bearer …`: without one that is " +
    "good it answers 401 `Unauthorized`, and 403 `Not allowed` to a token of another client than the site's.",
};

/** What is so where people sign in; a stack that asks for keys has no operators. */
const operatorsOnly =
  "Where people sign in, it is for members of the group `operators` alone; others are answered 403 `Not allowed`.";

function operationObject(endpoint: Endpoint, schemas: Schemas, responses: Responses): OperationObject {
  const { id, tag, summary, description: said, operators, keyRequired = true, body, example } = endpoint;
  return {
    operationId: id,
    tags: tag && [tag.name],
    summary,
    description: operators ? [said, operatorsOnly].filter(Boolean).join(" ") : said,
    security: keyRequired ? [{ apiKey: [] }] : [],
    parameters: parametersOf(endpoint).map(parameterObject),
    requestBody: body && {
      required: true,
      content: { "application/json": { schema: schemas.reference(body), example } },
    },
    responses: responses.of(endpoint),
  };
}

function parameterObject(parameter: ListedParameter): ParameterObject {
  const { name, publishedName = name, required, description, schema, example } = parameter;
  // Its description is the parameter's own; a schema that is shared with a body repeats it.
  const { description: _, ...form } = schema;
  return {
    name: publishedName,
    in: parameter.in,
    required,
    description,
    schema: JSON.parse(JSON.stringify(form)),
    example,
  };
}

/** The path with the names that people see of its variables. */
const pathOf = (endpoint: Endpoint): string =>
  parametersOf(endpoint).reduce(
    (text, { name, publishedName = name }) => text.replace(`{${name}}`, `{${publishedName}}`),
    String(endpoint.path),
  );

/** In the order in which the endpoints name them. */
const tagsOf = (endpoints: Endpoint[]): Tag[] => [
  ...new Map(endpoints.flatMap(({ tag }) => (tag ? [[tag.name, tag] as const] : []))).values(),
];

const sorted = <T>(values: Record<string, T>): Record<string, T> =>
  Object.fromEntries(Object.entries(values).sort(([one], [other]) => (one < other ? -1 : 1)));

/** The stack output `apiUrl`, in the two forms it has. */
function serversOf(restApiId: string): Document["servers"] {
  const id = (value: string) => ({ default: value, description: "The API's id" });
  const stage = (value: string) => ({ default: value, description: "The stage, configured as `stageName`" });
  return [
    {
      url: "http://localhost:4566/restapis/{restApiId}/{stage}/_user_request_",
      description: "`npm start`; LocalStack, which gives the API another id",
      variables: { restApiId: id(restApiId), stage: stage("dev") },
    },
    {
      url: "https://{restApiId}.execute-api.{region}.amazonaws.com/{stage}",
      description: "AWS",
      variables: {
        restApiId: id("abcde12345"),
        region: { default: "eu-west-3", description: "The stack's region" },
        stage: stage("prod"),
      },
    },
  ];
}
