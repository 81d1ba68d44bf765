import { createHash } from "node:crypto";
import { type Graph, ofType, type Properties, type Resource, text } from "../../src/graph/graph";
import { readProject } from "../../src/program/project";
import { recallProgram } from "../../src/program/recording";
import { bind } from "../../src/graph/placeholders";
import { computed } from "../../src/services";

const graphs = new Map<string, Promise<Graph>>();

/** What the program declares on a stack; a recording is shared by all who ask for the same. */
export function graphOf(
  stack: string,
  config: Record<string, string> = {},
  environment: Record<string, string> = {},
): Promise<Graph> {
  const key = JSON.stringify([stack, config, environment]);
  const known = graphs.get(key);
  if (known) return known;
  const recording = recallProgram(readProject(process.cwd(), stack, config), undefined, environment);
  const graph = recording.then((recorded) => boundBy(recorded, ""));
  graphs.set(key, graph);
  return graph;
}

/** A recording with the values of a data folder, which follow from a seed. */
export const boundBy = (recording: Graph, seed: string): Graph =>
  bind(recording, {
    ...{ endpoint: "http://localhost:4566", publicEndpoint: "http://localhost:4566" },
    secretOf: (urn) =>
      createHash("sha256")
        .update(seed + urn)
        .digest("hex"),
  });

/** The only resource of a type, or the only one with this name. */
export function only(graph: Graph, type: string, name?: string): Resource {
  const found = ofType(graph, type).filter((resource) => name === undefined || resource.name === name);
  const [resource] = found;
  if (!resource || found.length > 1) throw new Error(`${found.length} resources ${type} ${name ?? ""}`);
  return resource;
}

/** A statement of an IAM policy, with lists where IAM allows single values. */
export interface Statement {
  Effect: string;
  Action: string[];
  Resource: string[];
  Condition?: Record<string, Record<string, string>>;
}

const list = (value: unknown): string[] => (Array.isArray(value) ? value : [value]).map(String);

/** The statements of a policy document. */
export const statementsOf = (policy: string): Statement[] =>
  [].concat(JSON.parse(policy).Statement).map(({ Effect, Action, Resource, Condition }) => ({
    Effect,
    Action: list(Action),
    Resource: list(Resource),
    ...(Condition ? { Condition } : {}),
  }));

/** All identity policies of a graph, by the name of their resource. */
export const policiesOf = (graph: Graph): { name: string; statements: Statement[] }[] =>
  ofType(graph, "aws:iam/rolePolicy:RolePolicy").map(({ name, inputs }) => ({
    name,
    statements: statementsOf(text(inputs, "policy")),
  }));

/** The API's document. */
export const documentOf = (graph: Graph) =>
  JSON.parse(text(only(graph, "aws:apigateway/restApi:RestApi").inputs, "body"));

/** A graph of resources with the outputs that a provider computes; for what is too small for a program of its own. */
export function graphWith(
  resources: { type: string; name?: string; inputs: Properties; files?: Resource["files"] }[],
): Graph {
  const location = { region: "eu-west-1", account: "000000000000" };
  const made = resources.map(({ type, name = "one", inputs, files = {} }): Resource => {
    const urn = `urn:pulumi:dev::test::${type}::${name}`;
    const { id, ...outputs } = computed({ urn, type, name, inputs, ...location });
    return { urn, type, name, id, custom: true, inputs, outputs: { ...inputs, ...outputs }, files };
  });
  return {
    project: "test",
    stack: "dev",
    ...location,
    resources: made,
    secretHolders: [],
    outputs: {},
    secretOutputs: [],
  };
}
