import type * as dynamodb from "@pulumi/aws/dynamodb";
import * as pulumi from "@pulumi/pulumi";
import { getHealth, health } from "../functions/health/get";
import type { Route } from "./api/api";
import { LambdaFunction } from "./blocks/lambda";
import type { Settings } from "./settings";

export interface HealthArgs {
  settings: Settings;
  /** The program's version. */
  version: string;
  /** The table whose totals are read to see whether the database answers. */
  metrics: dynamodb.Table;
}

/** `GET /health`: open to load balancers and people, throttled by the stage, as each request asks the database. */
export class Health extends pulumi.ComponentResource {
  readonly routes: Route[];

  constructor(name: string, { settings, version, metrics }: HealthArgs, opts?: pulumi.ComponentResourceOptions) {
    super("atelier:health:Health", name, {}, opts);
    const get = new LambdaFunction(
      `${name}-get`,
      {
        factory: getHealth({ version, environment: settings.environment, metrics: metrics.name }),
        allow: [{ actions: ["dynamodb:GetItem"], resources: [metrics.arn] }],
        environment: { ALLOWED_ORIGIN: settings.allowedOrigin },
        logRetentionDays: settings.logRetentionDays,
      },
      { parent: this },
    );
    const example = { service: "Atelier API", version, database: "dynamodb", environment: "AWS" };
    this.routes = [
      {
        method: "GET",
        path: "/health",
        id: "getHealth",
        tag: { name: "Service", description: "Whether the service works." },
        summary: "Ask whether the service works",
        keyRequired: false,
        limits: { rateLimit: settings.healthRateLimit, burstLimit: settings.healthBurstLimit },
        responses: {
          200: { description: "The service works", schema: health, example: { status: "healthy", ...example } },
          503: {
            description: "The database does not answer; try again after Retry-After",
            schema: health,
            headers: ["Retry-After"],
            example: { status: "degraded", ...example },
          },
        },
        handler: get,
      },
    ];
    this.registerOutputs({});
  }
}
