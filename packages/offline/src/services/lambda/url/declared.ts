import { type Graph, object, ofType, optionalText, type Resource, text } from "../../../graph/graph";
import { arn, type Computed, digits, type Naming } from "../../../graph/naming";
import { placeholders } from "../../../graph/placeholders";
import { type Cors, corsIn } from "../../../protocol/http-event/cors";
import { functionName } from "../../../protocol/targets";
import { isServed } from "../function";

/** A function's own address. */
export interface FunctionUrl {
  id: string;
  functionArn: string;
  /** Whether what the function writes reaches the caller as it comes. */
  streams: boolean;
  /** Whether requests have to be signed by somebody who may invoke it. */
  isSigned: boolean;
  /** Undefined where the function answers preflights itself. */
  cors: Cors | undefined;
}

export const functionUrlType = "aws:lambda/functionUrl:FunctionUrl";

/** Where function URLs are, below the host's address. */
export const urlPath = "/_aws/lambda-url/";

export function computedUrl(naming: Naming): Computed {
  const { functionName: named, qualifier } = naming.inputs;
  const name = functionName(String(named));
  const urlId = digits(naming, 32);
  const functionArn = arn(naming, "lambda", `function:${name}`);
  return {
    id: qualifier === undefined ? name : `${name}/${String(qualifier)}`,
    functionArn: qualifier === undefined ? functionArn : `${functionArn}:${String(qualifier)}`,
    functionUrl: `${placeholders.endpoint}${urlPath}${urlId}/`,
    urlId,
  };
}

const functionOf = ({ inputs }: Resource, graph: Graph): Resource | undefined =>
  ofType(graph, "aws:lambda/function:Function").find(
    (one) => one.outputs.name === functionName(text(inputs, "functionName")) && isServed(one, graph),
  );

/** Those of functions that do not run here are recorded only. */
export const isServedUrl = (resource: Resource, graph: Graph): boolean => functionOf(resource, graph) !== undefined;

/** The URLs of a program's functions, by their ids. */
export function functionUrlsOf(graph: Graph): Map<string, FunctionUrl> {
  const urls = new Map<string, FunctionUrl>();
  for (const resource of ofType(graph, functionUrlType)) {
    const lambda = functionOf(resource, graph);
    if (!lambda || !isServedUrl(resource, graph)) continue;
    const { inputs, outputs } = resource;
    const id = text(outputs, "urlId");
    const cors = "cors" in inputs ? corsIn(object(inputs, "cors")) : undefined;
    const isSigned = optionalText(inputs, "authorizationType") !== "NONE";
    urls.set(id, {
      id,
      functionArn: text(outputs, "functionArn"),
      isSigned,
      streams: inputs.invokeMode === "RESPONSE_STREAM",
      cors,
    });
  }
  return urls;
}
