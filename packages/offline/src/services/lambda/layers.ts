import { type Files, type Graph, ofType, optionalText, type Resource, text, texts } from "../../graph/graph";
import { arn, type Computed, digits, type Naming } from "../../graph/naming";
import type { ResourceTypes } from "../../graph/resource-type";
import { codeOf, hasCode } from "./code";

const layerType = "aws:lambda/layerVersion:LayerVersion";

/** Where a layer has the packages of Node.js functions (https://docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html). */
const packageFolder = /^nodejs\/(?:node\d+\/)?node_modules\/(.+)$/;

/** Layers give functions their packages; other files of theirs are nowhere, as there is no `/opt` of the function's own. */
export const layerTypes: ResourceTypes = {
  [layerType]: {
    serves: (layer, graph) => Object.keys(packagesIn(layer, graph)).length > 0,
    computed,
    only: "with packages in nodejs/node_modules",
  },
};

function computed(naming: Naming): Computed {
  const layerName = optionalText(naming.inputs, "layerName") ?? `${naming.name}-${digits(naming, 7)}`;
  const layerArn = arn(naming, "lambda", `layer:${layerName}`);
  return { id: `${layerArn}:1`, layerName, layerArn, arn: `${layerArn}:1`, version: "1" };
}

/** The packages that a function has of its layers, by their paths in `node_modules`; of two that have a file the later one's counts. */
export const packagesOf = (lambda: Resource, graph: Graph): Files =>
  Object.assign({}, ...layersOf(lambda, graph).map((layer) => packagesIn(layer, graph)));

/** Layers of a function that give it nothing here, by their ARNs. */
export const layersWithout = (lambda: Resource, graph: Graph): string[] =>
  texts(lambda.inputs, "layers").filter((layerArn) => {
    const layer = declared(layerArn, graph);
    return !layer || Object.keys(packagesIn(layer, graph)).length === 0;
  });

const layersOf = (lambda: Resource, graph: Graph): Resource[] =>
  texts(lambda.inputs, "layers").flatMap((layerArn) => declared(layerArn, graph) ?? []);

const declared = (layerArn: string, graph: Graph): Resource | undefined =>
  ofType(graph, layerType).find(({ outputs }) => text(outputs, "arn") === layerArn);

function packagesIn(layer: Resource, graph: Graph): Files {
  if (!hasCode(layer, graph)) return {};
  const files = Object.entries(codeOf(layer, graph));
  return Object.fromEntries(
    files.flatMap(([path, content]) => {
      const inPackages = packageFolder.exec(path)?.[1];
      return inPackages === undefined ? [] : [[inPackages, content]];
    }),
  );
}
