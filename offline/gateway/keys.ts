import { type Graph, objects, ofType, text } from "../program/graph";

export interface ApiKey {
  id: string;
  value: string;
}

/**
 * The API keys that open a stage, by value: enabled, and in a usage plan that names the stage. A key without a plan
 * opens nothing, as in AWS.
 */
export function keysOf(graph: Graph, restApiId: string, stageName: string): Map<string, ApiKey> {
  const plans = ofType(graph, "aws:apigateway/usagePlan:UsagePlan")
    .filter(({ inputs }) =>
      objects(inputs, "apiStages").some(({ apiId, stage }) => apiId === restApiId && stage === stageName),
    )
    .map(({ id }) => id);
  const keyIds = ofType(graph, "aws:apigateway/usagePlanKey:UsagePlanKey")
    .filter(({ inputs }) => plans.includes(text(inputs, "usagePlanId")))
    .map(({ inputs }) => text(inputs, "keyId"));
  const keys = ofType(graph, "aws:apigateway/apiKey:ApiKey")
    .filter(({ id, inputs }) => keyIds.includes(id) && inputs.enabled !== false)
    .map(({ id, outputs }) => ({ id, value: text(outputs, "value") }));
  return new Map(keys.map((key) => [key.value, key]));
}
