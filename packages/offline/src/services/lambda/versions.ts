import { type Graph, ofType, optionalText, text } from "../../graph/graph";
import { arn, type Computed, type Naming } from "../../graph/naming";
import type { ResourceTypes } from "../../graph/resource-type";
import { functionName } from "../../protocol/targets";

export const aliasType = "aws:lambda/alias:Alias";

/** What API Gateway names a function by. */
export const invokeArn = (region: string, functionArn: string): string =>
  `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${functionArn}/invocations`;

/** What a function's outputs say of its version: the first, where the program has it published. */
export function versionOf({ inputs, region }: Naming, functionArn: string): Record<string, unknown> {
  const version = inputs.publish === true ? firstVersion : latest;
  const qualifiedArn = `${functionArn}:${version}`;
  return { version, qualifiedArn, qualifiedInvokeArn: invokeArn(region, qualifiedArn) };
}

const latest = "$LATEST";
/** A program that is deployed for the first time publishes this one. */
const firstVersion = "1";

/** Aliases lead to the function as the program has it: the host keeps no version that was before. */
export const versionTypes: ResourceTypes = {
  [aliasType]: { serves: true, computed: computedAlias },
  // Nothing is to be done for it: functions are loaded ahead in any case.
  "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig": {
    computed: ({ inputs }) => ({ id: `${functionName(String(inputs.functionName))},${String(inputs.qualifier)}` }),
  },
};

function computedAlias(naming: Naming): Computed {
  const { inputs, region, name } = naming;
  const alias = optionalText(inputs, "name") ?? name;
  const own = arn(naming, "lambda", `function:${functionName(String(inputs.functionName))}:${alias}`);
  return { id: own, name: alias, arn: own, invokeArn: invokeArn(region, own) };
}

/** What may follow a function's name: the version that the program has published, and its aliases. */
export function qualifiersOf(graph: Graph, name: string, published: boolean): string[] {
  const aliases = ofType(graph, aliasType)
    .filter(({ inputs }) => functionName(text(inputs, "functionName")) === name)
    .map(({ outputs }) => text(outputs, "name"));
  return [latest, ...(published ? [firstVersion] : []), ...aliases];
}
