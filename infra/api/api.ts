import { createHash } from "node:crypto";
import * as apigateway from "@pulumi/aws/apigateway";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";
import { createAccessLogs } from "./access-logs";
import { openApiDocument } from "./openapi";
import type { ServedRoute } from "./routes";
import type { Settings } from "../settings";
import { throttle } from "./throttling";

export interface ApiArgs {
  routes: ServedRoute[];
  settings: Settings;
  /** The API's version, as its document says it. */
  version: string;
}

/** One REST API from a list of routes, with its stage, throttling, API key, usage plan and invoke permissions. */
export class Api extends pulumi.ComponentResource {
  /** Base address of the stage, without a slash at its end. */
  readonly url: pulumi.Output<string>;
  /**
   * The same for functions: on an emulator the path alone, since functions reach that by an address of their own, which
   * it tells them as `AWS_ENDPOINT_URL`.
   */
  readonly urlForFunctions: pulumi.Output<string>;
  /** Where distributions fetch from it: AWS's name of its host, and the path of its stage. */
  readonly origin: { domainName: pulumi.Output<string>; originPath: pulumi.Output<string> };
  /** Value of the API key (secret). */
  readonly key: pulumi.Output<string>;

  /** The dimensions of the stage's metrics. */
  readonly dimensions: { ApiName: pulumi.Output<string>; Stage: pulumi.Output<string> };

  private readonly keyRequired: boolean;

  constructor(name: string, args: ApiArgs, opts?: pulumi.ComponentResourceOptions) {
    const { routes, settings, version } = args;
    super("atelier:api:Api", name, {}, opts);
    const parent = { parent: this };

    const restApi = createRestApi();
    const permissions = routes.map((route) => permit(route));
    const stage = createStage();
    const key = createKey();

    const path = pulumi.interpolate`/restapis/${restApi.id}/${stage.stageName}/_user_request_`;
    this.url = settings.emulatorUrl ? pulumi.interpolate`${settings.emulatorUrl}${path}` : stage.invokeUrl;
    this.urlForFunctions = settings.emulatorUrl ? path : stage.invokeUrl;
    const region = new pulumi.Config("aws").require("region");
    this.origin = {
      domainName: pulumi.interpolate`${restApi.id}.execute-api.${region}.amazonaws.com`,
      originPath: pulumi.interpolate`/${stage.stageName}`,
    };
    this.key = key.value;
    this.dimensions = { ApiName: restApi.name, Stage: stage.stageName };
    this.keyRequired = settings.apiKeyRequired;
    this.registerOutputs({ url: this.url, key: this.key });

    /** `name` equals the document's title: API Gateway takes both and the provider would see a change forever. */
    function createRestApi(): apigateway.RestApi {
      const title = `${pulumi.getProject()}-${pulumi.getStack()}`;
      const endpoints = routes.map(({ endpoint }) => endpoint);
      const body = pulumi
        .all(routes.map(({ handler }) => handler.function.invokeArn))
        .apply((arns) => JSON.stringify(openApiDocument({ ...settings, title, version }, endpoints, arns)));
      return new apigateway.RestApi(name, { name: title, body, endpointConfiguration: { types: "REGIONAL" } }, parent);
    }

    function permit({ handler, endpoint: { id, method, path } }: ServedRoute): lambda.Permission {
      const resource = `${method}${path.replace(/\{[^}]+\}/g, "*")}`;
      return new lambda.Permission(
        `${name}-${id}`,
        {
          action: "lambda:InvokeFunction",
          function: handler.function.name,
          principal: "apigateway.amazonaws.com",
          sourceArn: pulumi.interpolate`${restApi.executionArn}/*/${resource}`,
        },
        parent,
      );
    }

    /** A deployment is a snapshot: the body's hash makes a new one when anything changed. */
    function createStage(): apigateway.Stage {
      const redeployment = restApi.body.apply((body) =>
        createHash("sha256")
          .update(body ?? "")
          .digest("hex"),
      );
      const deployment = new apigateway.Deployment(
        name,
        { restApi: restApi.id, triggers: { redeployment } },
        { ...parent, dependsOn: permissions },
      );
      const accessLogs = settings.accessLogs ? createAccessLogs(name, settings, parent) : undefined;
      const created = new apigateway.Stage(
        name,
        {
          restApi: restApi.id,
          deployment: deployment.id,
          stageName: settings.stageName,
          // What signs addresses for people learns here by which one they reach an emulator.
          variables: settings.emulatorUrl ? { publicEndpoint: settings.emulatorUrl } : undefined,
          accessLogSettings: accessLogs?.settings,
          xrayTracingEnabled: settings.tracing || undefined,
        },
        { ...parent, dependsOn: accessLogs?.dependsOn },
      );
      const limits = { rateLimit: settings.throttleRateLimit, burstLimit: settings.throttleBurstLimit };
      throttle(name, created, limits, routes, parent);
      return created;
    }

    function createKey(): apigateway.ApiKey {
      const apiKey = new apigateway.ApiKey(name, {}, parent);
      const usagePlan = new apigateway.UsagePlan(
        name,
        {
          apiStages: [{ apiId: restApi.id, stage: stage.stageName }],
          throttleSettings: { rateLimit: settings.throttleRateLimit, burstLimit: settings.throttleBurstLimit },
          quotaSettings: { limit: settings.quotaLimit, period: "MONTH" },
        },
        parent,
      );
      new apigateway.UsagePlanKey(name, { keyId: apiKey.id, keyType: "API_KEY", usagePlanId: usagePlan.id }, parent);
      return apiKey;
    }
  }

  /** A command that asks for a path and is ready to paste (secret where it carries the key). */
  curl(path: string): pulumi.Output<string> {
    return this.keyRequired
      ? pulumi.interpolate`curl -H 'x-api-key: ${this.key}' '${this.url}${path}'`
      : pulumi.interpolate`curl '${this.url}${path}'`;
  }
}
