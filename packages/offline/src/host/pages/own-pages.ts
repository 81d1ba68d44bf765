import { type Graph, optionalText, type Properties, type Resource } from "../../graph/graph";
import { isServed } from "../../graph/resource-type";
import type { Project } from "../../program/project";
import { jsonPage } from "../../protocol/http-response";
import { resourceTypes } from "../../services";
import type { Page } from "../../services/module";
import type { ListedResource, ProgramSummary } from "../../services/page-answers";

/** The program that runs. */
export interface Program {
  graph: Graph;
  project: Pick<Project, "config" | "secretKeys">;
}

/** What the host itself shows of a program. */
export const ownPages = ({ graph, project }: Program): Record<string, Page> => ({
  health: {
    method: "GET",
    handle: () => jsonPage(200, { status: "ready", project: graph.project, stack: graph.stack }),
  },
  outputs: {
    method: "GET",
    handle: (_, query) => jsonPage(200, query.get("secrets") === "hidden" ? withoutSecrets(graph) : graph.outputs),
  },
  resources: {
    method: "GET",
    handle: () =>
      jsonPage(
        200,
        graph.resources.filter(({ custom }) => custom).map((one) => describe(one, graph)),
      ),
  },
  program: { method: "GET", handle: () => jsonPage(200, summaryOf(graph, project)) },
});

/** As `pulumi stack output` shows them. */
const withoutSecrets = ({ outputs, secretOutputs }: Graph): Properties => ({
  ...outputs,
  ...Object.fromEntries(secretOutputs.map((name) => [name, "[secret]"])),
});

const describe = (resource: Resource, graph: Graph): ListedResource => ({
  type: resource.type,
  name: resource.name,
  id: resource.id,
  arn: optionalText(resource.outputs, "arn"),
  served: isServed(resourceTypes, resource, graph),
});

function summaryOf(graph: Graph, { config, secretKeys }: Program["project"]): ProgramSummary {
  const { project, stack, region, account, secretOutputs } = graph;
  const secrets = Object.fromEntries(secretKeys.map((key) => [key, null]));
  return { project, stack, region, account, secretOutputs, config: { ...config, ...secrets } };
}
