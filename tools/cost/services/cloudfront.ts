import { ofType } from "../../../packages/offline/src/graph/graph";
import { kilobytesOfVisit, requestsOfVisit, siteBytes } from "../site";
import type { Service } from "../usage";

/** Runs of functions at the edge in a first visit, one before and one after each request (docs/deploy.md). */
const runsOfRequest = 2;

/**
 * Requests and what they carry, billed by where the visitor is: the region's part of the world is taken. Functions at the
 * edge by their runs. Source: https://aws.amazon.com/cloudfront/pricing/
 */
export const cloudfront: Service = {
  name: "CloudFront",
  types: ["aws:cloudfront/distribution:Distribution", "aws:cloudfront/function:Function"],
  usage: ({ graph, volumes }) => {
    if (ofType(graph, "aws:cloudfront/distribution:Distribution").length === 0) return [];
    const requests = volumes.visits * requestsOfVisit;
    const hasFunctions = ofType(graph, "aws:cloudfront/function:Function").length > 0;
    return [
      { what: "requests", price: "cloudfront.requests", units: requests },
      {
        what: "transfer to visitors",
        price: "cloudfront.transfer",
        units: (volumes.visits * (siteBytes(graph) / 1024 + kilobytesOfVisit(volumes))) / 1024 ** 2,
      },
      {
        what: "functions at the edge",
        price: "cloudfront.functions",
        units: hasFunctions ? requests * runsOfRequest : 0,
      },
    ];
  },
};
