import { type Graph, ofType, regionOf, text } from "../../../graph/graph";
import type { DeclaredSite } from "../../sites";
import { isOwnDomain, types } from "../resources";

/**
 * Each user pool is a site: its pages, its tokens' endpoints and its public keys have an address of their own. Programs know
 * it by its domain, below AWS's or of their own.
 */
export const declaredSites = (graph: Graph): DeclaredSite[] =>
  ofType(graph, types.pool).map((pool) => {
    const names = ofType(graph, types.domain)
      .filter(({ inputs }) => inputs.userPoolId === pool.id)
      .map(({ inputs }) => text(inputs, "domain"));
    return {
      ...{ urn: pool.urn, name: pool.name, signsIn: true },
      hosts: names
        .filter((name) => !isOwnDomain(name))
        .map((name) => `${name}.auth.${regionOf(graph, pool)}.amazoncognito.com`),
      domains: names.filter(isOwnDomain),
    };
  });
