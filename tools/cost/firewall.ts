import { type Graph, ofType, type Resource } from "../../packages/offline/src/graph/graph";
import { requestsOfVisit } from "./site";
import type { Month } from "./usage";

/** The web ACLs of a program. */
export const webAcls = (graph: Graph): Resource[] => ofType(graph, "aws:wafv2/webAcl:WebAcl");

/**
 * Requests that a web ACL judges: before an API all of the API's, before CloudFront those of the site's files and of people
 * who use the API, all of whom may come that way.
 */
export const judgedBy = ({ inputs }: Resource, { volumes, traffic }: Month): number =>
  inputs.scope === "CLOUDFRONT" ? volumes.visits * requestsOfVisit + volumes.requests : traffic.apiRequests;
