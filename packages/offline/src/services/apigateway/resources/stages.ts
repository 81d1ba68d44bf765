import { type Graph, ofType, optionalText, type Resource } from "../../../graph/graph";
import { pieces } from "./pieces";
import { stageOutputs } from "./types";

/** The stages of a program: those of its own resources, and those that deployments with a name for one make. */
export function stageResources(graph: Graph): Resource[] {
  const declared = ofType(graph, pieces.stage);
  const made = ofType(graph, pieces.deployment).flatMap((deployment): Resource[] => {
    const { id: deploymentId, inputs, region = graph.region } = deployment;
    const stageName = optionalText(inputs, "stageName") ?? "";
    const isDeclared = declared.some(
      (one) => one.inputs.restApi === inputs.restApi && one.inputs.stageName === stageName,
    );
    if (stageName === "" || isDeclared) return [];
    const { restApi, variables, stageDescription: description } = inputs;
    const stage = { restApi, stageName, variables, description, deployment: deploymentId };
    const { id, invokeUrl: _, ...outputs } = stageOutputs({ region, account: graph.account }, stage);
    return [{ ...deployment, type: pieces.stage, id, inputs: stage, outputs: { ...stage, ...outputs } }];
  });
  // Of several deployments to one stage the last counts.
  return [...declared, ...made.filter(({ id }, at) => !made.slice(at + 1).some((later) => later.id === id))];
}
