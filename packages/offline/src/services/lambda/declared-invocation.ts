import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { UserError } from "../../errors";
import { type Graph, object, ofType, optionalText, type Resource, text } from "../../graph/graph";
import type { Computed, Naming } from "../../graph/naming";
import { unknownValue } from "../../graph/unknown";
import { isRecord, membersOf } from "../../is-record";
import { parseJson } from "../../parse-json";
import { isTooLarge } from "../../protocol/targets";
import { isServed, stringsOf } from "./function";
import { qualifiersOf } from "./versions";

const type = "aws:lambda/invocation:Invocation";

/** What an `aws.lambda.Invocation` is declared with; a change of any of it invokes again. */
export interface InvocationInputs {
  functionName: string;
  qualifier: string;
  /** JSON. */
  input: string;
  triggers: Record<string, string>;
  /** Whether the function is told what happens to the resource (`CRUD`), or only invoked with its input. */
  lifecycleScope: string;
  /** The member of the payload that tells it. */
  terraformKey: string;
}

/** A function's invocation that belongs to a deployment. */
export interface DeclaredInvocation {
  urn: string;
  name: string;
  inputs: InvocationInputs;
  served: Served;
}

/** The function that is invoked, or why the host invokes none. */
type Served = { functionArn: string } | { objection: string };

/** What the provider does to a resource. */
export type Action = "create" | "update";

/**
 * The invocations that a program declares, in its order.
 *
 * @throws UserError for what the provider would refuse
 */
export const invocationsOf = (graph: Graph): DeclaredInvocation[] =>
  ofType(graph, type).map((resource) => {
    const { urn, name } = resource;
    const inputs = inputsOf(resource);
    check(name, inputs);
    return { urn, name, inputs, served: servedOf(resource, graph) };
  });

/** Whether the host invokes what an invocation names. */
export const isServedInvocation = (resource: Resource, graph: Graph): boolean =>
  "functionArn" in servedOf(resource, graph);

/** What the provider computes. The function's answer exists only after the program has run. */
export function computedInvocation({ inputs }: Naming): Computed {
  const { functionName, input, qualifier, lifecycleScope, terraformKey } = { ...defaults, ...inputs };
  const hash = createHash("md5").update(String(input)).digest("hex");
  return {
    id: `${String(functionName)},${String(qualifier)},${hash}`,
    ...{ qualifier, lifecycleScope, terraformKey },
    result: unknownValue,
  };
}

const defaults: Record<string, unknown> = { qualifier: "$LATEST", lifecycleScope: "CREATE_ONLY", terraformKey: "tf" };

/** What the provider does about an invocation that has been made with other inputs, or never; undefined for nothing. */
export function actionFor(inputs: InvocationInputs, made: InvocationInputs | undefined): Action | undefined {
  if (isDeepStrictEqual(inputs, made)) return undefined;
  return made === undefined || isReplaced(inputs, made) ? "create" : "update";
}

/** Whether a change makes the provider delete the resource and create another one. */
export const isReplaced = (inputs: InvocationInputs, made: InvocationInputs): boolean =>
  inputs.functionName !== made.functionName ||
  inputs.qualifier !== made.qualifier ||
  !isDeepStrictEqual(inputs.triggers, made.triggers) ||
  (inputs.lifecycleScope !== "CRUD" && inputs.input !== made.input);

/**
 * What the function is invoked with, as JSON.
 *
 * @param made the inputs of before an update
 */
export function payloadOf(inputs: InvocationInputs, action: Action, made: InvocationInputs | undefined): string {
  const { input, lifecycleScope, terraformKey } = inputs;
  if (lifecycleScope !== "CRUD") return input;
  const previous = action === "update" && made !== undefined ? parseJson(made.input) : null;
  return JSON.stringify({ ...membersOf(parseJson(input)), [terraformKey]: { action, prev_input: previous } });
}

function inputsOf({ inputs: given }: Resource): InvocationInputs {
  const inputs = { ...defaults, ...given };
  return {
    functionName: text(inputs, "functionName"),
    qualifier: text(inputs, "qualifier"),
    input: text(inputs, "input"),
    triggers: stringsOf(object(inputs, "triggers")),
    lifecycleScope: text(inputs, "lifecycleScope"),
    terraformKey: text(inputs, "terraformKey"),
  };
}

function check(name: string, { input, lifecycleScope }: InvocationInputs): void {
  const refuse = (why: string) => new UserError(`AWS would refuse the invocation ${name}: ${why}`);
  if (lifecycleScope !== "CREATE_ONLY" && lifecycleScope !== "CRUD")
    throw refuse(`its lifecycleScope ${lifecycleScope} is neither CREATE_ONLY nor CRUD`);
  if (input === unknownValue) return;
  const parsed = parseJson(input);
  if (parsed === undefined) throw refuse("its input is no JSON");
  if (lifecycleScope === "CRUD" && !isRecord(parsed)) throw refuse("with CRUD its input must be a JSON object");
  if (isTooLarge(input)) throw refuse("its input is larger than a function takes");
}

function servedOf(resource: Resource, graph: Graph): Served {
  const inputs = inputsOf(resource);
  const { functionName, qualifier, input } = inputs;
  const functionArn = functionArnOf(inputs, graph);
  if (functionArn === undefined)
    return { objection: `the host does not run ${functionName}${qualifier === "$LATEST" ? "" : `:${qualifier}`}` };
  if (input === unknownValue) return { objection: "its input exists only after the program has run" };
  if (optionalText(resource.inputs, "tenantId") !== undefined) return { objection: "the host knows no tenants" };
  return { functionArn };
}

/** The ARN of the function that is meant, if the host runs it, in the version that is meant. */
function functionArnOf({ functionName, qualifier }: InvocationInputs, graph: Graph): string | undefined {
  // A function is named by its whole ARN, or by the end of it.
  const end = `:${functionName.replace(/:\$LATEST$/, "")}`;
  const lambda = ofType(graph, "aws:lambda/function:Function")
    .filter((one) => isServed(one, graph))
    .find(({ outputs }) => `:${text(outputs, "arn")}`.endsWith(end));
  if (!lambda) return undefined;
  const { inputs, outputs } = lambda;
  const functionArn = text(outputs, "arn");
  if (qualifier === "$LATEST") return functionArn;
  const qualifiers = qualifiersOf(graph, text(outputs, "name"), inputs.publish === true);
  return qualifiers.includes(qualifier) ? `${functionArn}:${qualifier}` : undefined;
}
