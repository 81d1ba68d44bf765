import { text, texts } from "../../graph/graph";
import type { ServiceModule } from "../module";
import type { SiteDoor } from "../sites";
import { distributionsIn, distributionType } from "./distribution";
import { DistributionDoor } from "./door";
import { Edge } from "./edge";
import { EdgeFunctions } from "./viewer-functions/edge-functions";
import { Origins } from "./origin/fetch";
import { resources } from "./resources";
import { unservedIn } from "./unserved";

/** CloudFront: distributions with behaviors, origins, caching, policies, error pages and functions. */
export const cloudfront: ServiceModule = {
  name: "cloudfront",
  resources,
  sites: ({ resources: all }) =>
    all
      .filter(({ type }) => type === distributionType)
      .map(({ urn, name, inputs, outputs }) => ({
        ...{ urn, name },
        hosts: [text(outputs, "domainName")],
        // A name with a star is none that a browser could have.
        domains: texts(inputs, "aliases").filter((alias) => !alias.includes("*")),
      })),
  open(graph, { clock, firewalls, log, origins, port, sites }) {
    const functions = new EdgeFunctions(graph, log);
    const fetcher = new Origins({ origins, port, sites, log });
    const doors = distributionsIn(graph).map((distribution): [string, SiteDoor] => {
      const edge = new Edge(distribution, fetcher, () => clock.now());
      return [distribution.urn, new DistributionDoor(distribution, edge, functions, firewalls.get(distribution.arn))];
    });
    return {
      sites: Object.fromEntries(doors),
      unserved: unservedIn(graph, functions, firewalls),
      // Viewers' requests still go through them.
      makeWay: () => undefined,
      close: () => functions.close(),
    };
  },
};
