import { arn, type Computed, digits, type Naming } from "../../../graph/naming";
import { placeholders } from "../../../graph/placeholders";
import type { ResourceTypes } from "../../../graph/resource-type";
import { pieces } from "./pieces";

const serves = true;

/** These types, with the ids that the provider gives (`internal/service/apigateway` of terraform-provider-aws). */
export const pieceTypes: ResourceTypes = {
  [pieces.authorizer]: { serves, computed: authorizer },
  [pieces.deployment]: { serves, computed: deployment },
  [pieces.gatewayResponse]: {
    serves,
    computed: ({ inputs }) => ({ id: `aggr-${String(inputs.restApiId)}-${String(inputs.responseType)}` }),
  },
  [pieces.integration]: { serves, computed: integration },
  [pieces.integrationResponse]: { serves, computed: ofStatus("agir") },
  [pieces.method]: { serves, computed: ofMethod("agm") },
  [pieces.methodResponse]: { serves, computed: ofStatus("agmr") },
  [pieces.model]: { serves, computed: numbered },
  [pieces.requestValidator]: { serves, computed: numbered },
  [pieces.resource]: { serves, computed: resource },
  [pieces.stage]: { serves, computed: ({ region, account, inputs }) => stageOutputs({ region, account }, inputs) },
};

function numbered(naming: Naming): Computed {
  return { id: digits(naming, 6) };
}

function authorizer(naming: Naming): Computed {
  const id = digits(naming, 6);
  const { restApi } = naming.inputs;
  return { id, arn: `arn:aws:apigateway:${naming.region}::/restapis/${String(restApi)}/authorizers/${id}` };
}

function ofMethod(prefix: string) {
  return ({ inputs: { restApi, resourceId, httpMethod } }: Naming): Computed => ({
    id: [prefix, restApi, resourceId, httpMethod].map(String).join("-"),
  });
}

function ofStatus(prefix: string) {
  return (naming: Naming): Computed => ({
    id: `${ofMethod(prefix)(naming).id}-${String(naming.inputs.statusCode)}`,
  });
}

function integration(naming: Naming): Computed {
  const { resourceId, passthroughBehavior = "WHEN_NO_MATCH", timeoutMilliseconds = 29_000 } = naming.inputs;
  return { ...ofMethod("agi")(naming), cacheNamespace: resourceId, passthroughBehavior, timeoutMilliseconds };
}

/** The paths of the resources so far: a program declares what a path is below before the path itself. */
const paths = new Map<string, string>();

function resource(naming: Naming): Computed {
  const id = digits(naming, 6);
  const { parentId, pathPart } = naming.inputs;
  // What is below no other resource is below the root, which no resource of the program is.
  const path = `${paths.get(String(parentId)) ?? ""}/${String(pathPart)}`;
  paths.set(id, path);
  return { id, path };
}

/**
 * Up to version 6 of Pulumi's AWS provider a deployment has the address and the ARN of its stage, ready for what programs
 * append: such as `{invokeUrl}{stage}` and `{executionArn}*` where it names no stage.
 */
function deployment(naming: Naming): Computed {
  const { restApi, stageName = "" } = naming.inputs;
  const stage = `${String(restApi)}/${String(stageName)}`;
  return {
    id: digits(naming, 6),
    executionArn: arn(naming, "execute-api", stage),
    invokeUrl: `${placeholders.endpoint}/_aws/execute-api/${stage}`,
  };
}

/** What a stage of an API is known by. */
export function stageOutputs(
  { region, account }: Pick<Naming, "region" | "account">,
  inputs: Readonly<Record<string, unknown>>,
) {
  const [api, name] = [String(inputs.restApi), String(inputs.stageName)];
  return {
    id: `ags-${api}-${name}`,
    arn: `arn:aws:apigateway:${region}::/restapis/${api}/stages/${name}`,
    executionArn: `arn:aws:execute-api:${region}:${account}:${api}/${name}`,
    invokeUrl: `${placeholders.endpoint}/restapis/${api}/${name}/_user_request_`,
  };
}
