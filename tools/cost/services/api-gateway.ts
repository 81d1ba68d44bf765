import { ofType } from "../../../packages/offline/src/graph/graph";
import type { Service } from "../usage";

/**
 * Requests, whether a function answers them or the gateway does. A cache is billed by its size and hour.
 * Source: https://aws.amazon.com/api-gateway/pricing/
 */
export const apiGateway: Service = {
  name: "API Gateway",
  types: ["aws:apigateway/restApi:RestApi", "aws:apigateway/stage:Stage"],
  usage: ({ graph, traffic }) => [
    { what: "requests", price: "api.requests", units: traffic.apiRequests },
    ...ofType(graph, "aws:apigateway/stage:Stage")
      .filter(({ inputs }) => inputs.cacheClusterEnabled === true)
      .map(({ inputs }) => ({ what: "cache", price: `api.cache.${String(inputs.cacheClusterSize)}`, units: 730 })),
  ],
};
