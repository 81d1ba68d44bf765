import {
  type Graph,
  json,
  objects,
  ofType,
  type Properties,
  type Resource,
} from "../../packages/offline/src/graph/graph";
import { membersOf } from "../../packages/offline/src/is-record";

/** The statements of the policies that a function's role has of its own. */
export function rightsOf(graph: Graph, lambda: Resource): Properties[] {
  const roles = ofType(graph, "aws:iam/role:Role").filter(({ outputs }) => outputs.arn === lambda.inputs.role);
  return ofType(graph, "aws:iam/rolePolicy:RolePolicy")
    .filter(({ inputs }) => roles.some(({ outputs, id }) => inputs.role === outputs.name || inputs.role === id))
    .flatMap(({ inputs }) => {
      const policy: unknown = JSON.parse(json(inputs, "policy"));
      return objects(membersOf(policy), "Statement");
    });
}

/** What a statement names under a key; IAM allows one value in place of a list. */
export const namesIn = (statement: Properties, key: "Action" | "Resource"): string[] =>
  [statement[key]].flat().map(String);
