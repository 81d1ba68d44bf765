import type * as dynamodb from "@pulumi/aws/dynamodb";
import * as pulumi from "@pulumi/pulumi";
import { getHealth, getHealthHandler } from "../functions/health/get";
import { type Route, route, type ServedRoute, serveRoutes } from "./api/routes";
import type { Settings } from "./settings";

/** What health is made of. */
export interface HealthArgs {
  settings: Settings;
  /** The program's version. */
  version: string;
  /** The table whose totals are read to see whether the database answers. */
  metrics: dynamodb.Table;
}

/** The endpoint that tells whether the service works. As it is open and asks the database, it has limits of its own. */
export const healthRoutes: Route<HealthArgs>[] = [
  route("get", getHealth, ({ settings, version, metrics }) => ({
    factory: getHealthHandler({ version, environment: settings.environment, metrics: metrics.name }),
    allow: [{ actions: ["dynamodb:GetItem"], resources: [metrics.arn] }],
    limits: { rateLimit: settings.healthRateLimit, burstLimit: settings.healthBurstLimit },
  })),
];

/** Whether the service works, for load balancers and people. */
export class Health extends pulumi.ComponentResource {
  readonly routes: ServedRoute[];

  constructor(name: string, args: HealthArgs, opts?: pulumi.ComponentResourceOptions) {
    super("atelier:health:Health", name, {}, opts);
    this.routes = serveRoutes(name, healthRoutes, args, args.settings, { parent: this });
    this.registerOutputs({});
  }
}
