import { type Graph, type Properties, ofType, type Resource, text } from "../../packages/offline/src/graph/graph";
import { only } from "../../packages/offline/test/support/graph";
import { isSiteConfig, type SiteConfig } from "../../site/config";

/** The bucket of the pages. */
export const pagesBucket = (graph: Graph): Resource => only(graph, "aws:s3/bucket:Bucket", "site-pages");

/** Inputs of what a stack has only one of for its site. */
export const inputsOf = (graph: Graph, type: string, name?: string): Properties => only(graph, type, name).inputs;

/** The files of the site, in the order in which they are made. */
export const filesOf = (graph: Graph): Properties[] =>
  ofType(graph, "aws:s3/bucketObjectv2:BucketObjectv2").map(({ inputs }) => inputs);

/** What the site's files hold, by their keys. */
export const contentsOf = (graph: Graph): Map<string, string> =>
  new Map(filesOf(graph).map((file) => [text(file, "key"), text(file, "content")]));

/** What a stack tells its pages. */
export function configOf(graph: Graph): SiteConfig {
  const config: unknown = JSON.parse(contentsOf(graph).get("config.json") ?? "");
  if (!isSiteConfig(config)) throw new Error("config.json is not what the pages take");
  return config;
}

/** The statements of a bucket's policy, as they are. */
export const bucketPolicyOf = (graph: Graph, name: string): unknown =>
  JSON.parse(text(inputsOf(graph, "aws:s3/bucketPolicy:BucketPolicy", name), "policy")).Statement;
