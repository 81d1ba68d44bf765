import * as apigateway from "@pulumi/aws/apigateway";
import type * as pulumi from "@pulumi/pulumi";
import type { ServedRoute } from "./routes";

/** Requests per second, and at once above that. */
export interface Limits {
  rateLimit: number;
  burstLimit: number;
}

/** Limits a stage: each route by the stage's limits, or by its own where they are lower. */
export function throttle(
  name: string,
  { restApi, stageName }: apigateway.Stage,
  stageLimits: Limits,
  routes: ServedRoute[],
  opts: pulumi.CustomResourceOptions,
): void {
  const limit = (
    settingsName: string,
    methodPath: string,
    { rateLimit, burstLimit }: Limits,
    after: pulumi.Resource[],
  ) => {
    const settings = {
      throttlingRateLimit: Math.min(rateLimit, stageLimits.rateLimit),
      throttlingBurstLimit: Math.min(burstLimit, stageLimits.burstLimit),
    };
    const args = { restApi, stageName, methodPath, settings };
    return new apigateway.MethodSettings(settingsName, args, { ...opts, dependsOn: after });
  };
  let last = limit(name, "*/*", stageLimits, []);
  for (const { endpoint, limits } of routes) {
    if (limits === undefined) continue;
    const { id, method, path } = endpoint;
    // API Gateway wants the path's slashes as in a JSON pointer, and the first one left out.
    const methodPath = `${path.slice(1).replaceAll("/", "~1")}/${method}`;
    // One after the other: each changes the same stage.
    last = limit(`${name}-${id}`, methodPath, limits, [last]);
  }
}
