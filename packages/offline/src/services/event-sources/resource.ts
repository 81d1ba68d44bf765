import { arn, type Computed, type Naming, uuid } from "../../graph/naming";

export const mappingType = "aws:lambda/eventSourceMapping:EventSourceMapping";

/** What the provider computes of a mapping, which Lambda knows by a UUID. */
export function computedMapping(naming: Naming): Computed {
  const { functionName, enabled, eventSourceArn } = naming.inputs;
  const id = uuid(naming);
  const isStream = /^arn:[^:]+:(dynamodb|kinesis):/.test(String(eventSourceArn));
  const named = String(functionName);
  return {
    id,
    uuid: id,
    arn: arn(naming, "lambda", `event-source-mapping:${id}`),
    functionArn: named.startsWith("arn:") ? named : arn(naming, "lambda", `function:${named}`),
    // The time of a deployment, which must not change here.
    lastModified: "2015-01-01T00:00:00Z",
    lastProcessingResult: "",
    state: enabled === false ? "Disabled" : "Enabled",
    stateTransitionReason: isStream ? "User action" : "USER_INITIATED",
  };
}
