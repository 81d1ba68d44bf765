import * as pulumi from "@pulumi/pulumi";
import { getHealth, health } from "../functions/health";
import type { Route } from "./api";
import { LambdaFunction } from "./lambda";
import type { Settings } from "./settings";

export interface HealthArgs {
  settings: Settings;
  /** The program's version. */
  version: string;
}

/** `GET /health`: open to load balancers and people, throttled by the stage. */
export class Health extends pulumi.ComponentResource {
  readonly routes: Route[];

  constructor(name: string, { settings, version }: HealthArgs, opts?: pulumi.ComponentResourceOptions) {
    super("atelier:health:Health", name, {}, opts);
    const get = new LambdaFunction(
      `${name}-get`,
      {
        factory: getHealth({ version, environment: settings.environment }),
        environment: { ALLOWED_ORIGIN: settings.allowedOrigin },
        logRetentionDays: settings.logRetentionDays,
      },
      { parent: this },
    );
    this.routes = [
      {
        method: "GET",
        path: "/health",
        id: "getHealth",
        tag: { name: "Service", description: "Whether the service works." },
        summary: "Ask whether the service works",
        keyRequired: false,
        responses: {
          200: {
            description: "The service works",
            schema: health,
            example: { status: "healthy", service: "Atelier API", version, environment: "AWS" },
          },
        },
        handler: get,
      },
    ];
    this.registerOutputs({});
  }
}
