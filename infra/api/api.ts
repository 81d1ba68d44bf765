import { createHash } from "node:crypto";
import * as apigateway from "@pulumi/aws/apigateway";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";
import { createAccessLogs } from "./access-logs";
import { openApiDocument } from "./openapi";
import type { ServedRoute } from "./routes";
import type { Settings } from "../settings";
import { throttle } from "./throttling";
import type { Users } from "../users/users";

export interface ApiArgs {
  routes: ServedRoute[];
  settings: Settings;
  /** The API's version, as its document says it. */
  version: string;
  /** Who may come in; without them the API asks for a key. */
  users?: Pick<Users, "poolArn" | "signIn">;
}

/**
 * One REST API from a list of routes, with its stage, throttling and invoke permissions, and with an API key and its usage
 * plan where people do not sign in.
 */
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
  /** Value of the API key (secret); undefined where people sign in. */
  readonly key: pulumi.Output<string> | undefined;
  /** ARN of the stage. */
  readonly stageArn: pulumi.Output<string>;

  /** The dimensions of the stage's metrics. */
  readonly dimensions: { ApiName: pulumi.Output<string>; Stage: pulumi.Output<string> };

  /** The header that a request carries, as curl has it; undefined where routes ask for nothing. */
  private readonly credential: pulumi.Input<string> | undefined;

  constructor(name: string, args: ApiArgs, opts?: pulumi.ComponentResourceOptions) {
    const { routes, settings, version, users } = args;
    super("atelier:api:Api", name, {}, opts);
    const parent = { parent: this };

    const restApi = createRestApi();
    const permissions = routes.map((route) => permit(route));
    const stage = createStage();
    const key = users ? undefined : createKey();

    const path = pulumi.interpolate`/restapis/${restApi.id}/${stage.stageName}/_user_request_`;
    this.url = settings.emulatorUrl ? pulumi.interpolate`${settings.emulatorUrl}${path}` : stage.invokeUrl;
    this.urlForFunctions = settings.emulatorUrl ? path : stage.invokeUrl;
    const region = new pulumi.Config("aws").require("region");
    this.origin = {
      domainName: pulumi.interpolate`${restApi.id}.execute-api.${region}.amazonaws.com`,
      // Not the stage's own output: the stage names the client of the site, which is known once there is a distribution.
      originPath: pulumi.output(`/${settings.stageName}`),
    };
    this.key = key?.value;
    this.stageArn = stage.arn;
    this.dimensions = { ApiName: restApi.name, Stage: stage.stageName };
    // The token is for whoever pastes it to get: it ends after a quarter of an hour.
    if (users) this.credential = '-H "authorization: Bearer $TOKEN"';
    else if (settings.apiKeyRequired) this.credential = pulumi.interpolate`-H 'x-api-key: ${this.key}'`;
    this.registerOutputs({ url: this.url, key: this.key });

    /** `name` equals the document's title: API Gateway takes both and the provider would see a change forever. */
    function createRestApi(): apigateway.RestApi {
      const title = `${pulumi.getProject()}-${pulumi.getStack()}`;
      const endpoints = routes.map(({ endpoint }) => endpoint);
      const body = pulumi
        .all([pulumi.all(routes.map(({ handler }) => handler.function.invokeArn)), users?.poolArn])
        .apply(([arns, userPoolArn]) =>
          JSON.stringify(openApiDocument({ ...settings, title, version, userPoolArn }, endpoints, arns)),
        );
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
          variables: variables(),
          accessLogSettings: accessLogs?.settings,
          xrayTracingEnabled: settings.tracing || undefined,
        },
        { ...parent, dependsOn: accessLogs?.dependsOn },
      );
      const limits = { rateLimit: settings.throttleRateLimit, burstLimit: settings.throttleBurstLimit };
      throttle(name, created, limits, routes, parent);
      return created;
    }

    /** What functions learn by a request: they cannot capture what is known after them. */
    function variables(): Record<string, pulumi.Input<string>> | undefined {
      const { emulatorUrl } = settings;
      if (!emulatorUrl && !users) return undefined;
      return {
        // What signs addresses for people learns by which one they reach an emulator.
        ...(emulatorUrl && { publicEndpoint: emulatorUrl }),
        // The one client whose tokens are taken: the gateway takes those of all.
        ...(users && { signInClientId: users.signIn.clientId }),
      };
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
    return this.credential === undefined
      ? pulumi.interpolate`curl '${this.url}${path}'`
      : pulumi.interpolate`curl ${this.credential} '${this.url}${path}'`;
  }
}
