import { expect } from "chai";
import { documentOf, graphOf } from "../../packages/offline/test/support/graph";

/** JSON Schema draft 4, as far as API Gateway's models take it. */
const schemaKeywords = [
  "$ref",
  "additionalProperties",
  "allOf",
  "anyOf",
  "description",
  "enum",
  "items",
  "maxItems",
  "maxLength",
  "maximum",
  "minItems",
  "minLength",
  "minimum",
  "oneOf",
  "pattern",
  "properties",
  "required",
  "title",
  "type",
];

function keywordsOf(schema: Record<string, unknown>): string[] {
  const nested = [
    ...Object.values(Object(schema.properties)),
    ...["items", "additionalProperties"].map((keyword) => schema[keyword]),
    ...["allOf", "anyOf", "oneOf"].flatMap((keyword) => schema[keyword] ?? []),
  ].filter((value) => typeof value === "object");
  return [...Object.keys(schema), ...nested.flatMap((value) => keywordsOf(Object(value)))];
}

describe("infra/openapi: what API Gateway would refuse", () => {
  for (const stack of ["localstack", "prod"]) {
    describe(stack, () => {
      it("gives sibling path variables one name", async () => {
        const { paths } = documentOf(await graphOf(stack));
        const names = new Map<string, string>();
        for (const path of Object.keys(paths)) {
          const segments = path.split("/").slice(1);
          segments.forEach((segment, index) => {
            if (!segment.startsWith("{")) return;
            const parent = segments
              .slice(0, index)
              .join("/")
              .replace(/\{[^}]+\}/g, "{}");
            expect(segment, `below /${parent}`).to.equal(names.get(parent) ?? segment);
            names.set(parent, segment);
          });
        }
      });

      it("names models with letters and digits only", async () => {
        const names = Object.keys(documentOf(await graphOf(stack)).components.schemas);
        expect(names).to.include.members(["Problem", "ManageRequest"]);
        for (const name of names) expect(name).to.match(/^[A-Za-z0-9]+$/);
      });

      it("uses no schema keyword outside its draft 4", async () => {
        const schemas: Record<string, Record<string, unknown>> = documentOf(await graphOf(stack)).components.schemas;
        for (const [name, schema] of Object.entries(schemas)) {
          for (const keyword of keywordsOf(schema)) expect(schemaKeywords, `${keyword} in ${name}`).to.include(keyword);
        }
      });

      it("says no more of parameters than the gateway looks at", async () => {
        const { paths } = documentOf(await graphOf(stack));
        const parameters = Object.values<Record<string, OperationObject>>(paths).flatMap((item) =>
          Object.values(item).flatMap((operation) => operation.parameters),
        );
        expect(parameters).to.not.be.empty;
        for (const parameter of parameters) {
          expect(parameter).to.have.all.keys("name", "in", "required", "description", "schema");
          expect(parameter.schema).to.have.all.keys("type");
        }
      });

      it("refers to body models by name and validates bodies exactly where there are some", async () => {
        const { paths, components } = documentOf(await graphOf(stack));
        for (const operation of operationsOf(paths)) {
          const schema = operation.requestBody?.content["application/json"]?.schema;
          const expected = schema ? "all" : "parameters";
          expect(operation["x-amazon-apigateway-request-validator"]).to.equal(expected);
          if (schema)
            expect(components.schemas).to.have.property(String(schema.$ref).replace("#/components/schemas/", ""));
        }
      });

      it("answers every kind of gateway error with a numeric status and CORS headers", async () => {
        const responses = Object.entries<GatewayResponse>(
          documentOf(await graphOf(stack))["x-amazon-apigateway-gateway-responses"],
        );
        // https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
        expect(responses).to.have.length(21);
        for (const [type, { statusCode, responseTemplates, responseParameters }] of responses) {
          expect(responseTemplates["application/json"], type).to.contain(`"status":${statusCode}`);
          expect(responseParameters, type).to.include({ "gatewayresponse.header.Access-Control-Allow-Origin": "'*'" });
        }
      });
    });
  }
});

interface GatewayResponse {
  statusCode: number;
  responseParameters: Record<string, string>;
  responseTemplates: Record<string, string>;
}

interface OperationObject {
  parameters: { schema: object }[];
  requestBody?: { content: Record<string, { schema: { $ref: string } }> };
  "x-amazon-apigateway-request-validator": string;
}

const operationsOf = (paths: Record<string, Record<string, OperationObject>>): OperationObject[] =>
  Object.values(paths).flatMap((item) =>
    Object.entries(item).flatMap(([verb, operation]) => (verb === "options" ? [] : [operation])),
  );
