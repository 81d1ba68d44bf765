import { optionalText, type Properties, type Resource, text, texts } from "../../../graph/graph";
import { isRecord } from "../../../is-record";
import type { Component, Made } from "../component";
import { documentOf } from "./document";
import { shortHash } from "./static-route";

/**
 * `RestAPI` of `@pulumi/aws-apigateway`: a REST API with its deployment and its stage, and what its routes need
 * (github.com/pulumi/pulumi-aws-apigateway, `aws-apigateway/apigateway/api.ts`).
 */
export const restApi: Component = ({ name, inputs, region }, maker): Made => {
  const swagger = optionalText(inputs, "swaggerString");
  const { document, functions } =
    swagger === undefined
      ? documentOf({ name, inputs, region }, maker)
      : { document: titled(swagger, name), functions: [] };
  const { tags, description, disableExecuteApiEndpoint, apiKeySource } = inputs;
  const body = JSON.stringify(document);
  const api = maker.make("aws:apigateway/restApi:RestApi", name, {
    name: isRecord(document.info) ? document.info.title : name,
    binaryMediaTypes: inputs.binaryMediaTypes === undefined ? ["*/*"] : texts(inputs, "binaryMediaTypes"),
    body,
    apiKeySource,
    description,
    disableExecuteApiEndpoint,
    tags,
  });
  const deployment = maker.make("aws:apigateway/deployment:Deployment", name, {
    restApi: api.id,
    variables: { version: shortHash(body) },
  });
  for (const { methodAndPath, lambda } of functions)
    maker.make("aws:lambda/permission:Permission", `${name}-${shortHash(methodAndPath)}`, {
      action: "lambda:invokeFunction",
      function: lambda.id,
      principal: "apigateway.amazonaws.com",
      sourceArn: `${text(api.outputs, "executionArn")}/*/${methodAndPath}`,
    });
  const stage = maker.make("aws:apigateway/stage:Stage", name, {
    restApi: api.id,
    deployment: deployment.id,
    stageName: optionalText(inputs, "stageName") ?? "stage",
    tags,
  });
  const resources: Record<string, Resource> = { api, deployment, stage };
  return { values: { url: `${text(stage.outputs, "invokeUrl")}/` }, resources };
};

/** A document that the program wrote itself, with a title if it has none. */
function titled(swagger: string, name: string): Properties {
  const document: unknown = JSON.parse(swagger);
  if (!isRecord(document)) throw new Error(`the swaggerString of the RestAPI ${name} is no object`);
  const info = isRecord(document.info) ? document.info : {};
  return { ...document, info: { ...info, title: info.title ?? name } };
}
