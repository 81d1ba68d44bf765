import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as iam from "@pulumi/aws/iam";
import * as lambda from "@pulumi/aws/lambda";
import type * as sqs from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings";
import { bundle } from "./bundle";
import { createRole } from "./role";

/** Actions a function may take, on exactly these resources, under these conditions; as in an IAM statement. */
export interface Allow {
  actions: string[];
  resources: pulumi.Input<string>[];
  conditions?: Record<string, Record<string, pulumi.Input<string | string[]>>>;
}

export interface LambdaFunctionArgs {
  /**
   * The handler's factory. It runs once per cold start, where module-level code would; the function it returns runs
   * once per request. What it captures must survive Pulumi's serializer: Outputs, plain data, top-level functions and
   * imported packages, but no secrets and no instances.
   */
  factory: () => (event: never, context: never) => Promise<unknown>;
  /** What the closure may do, and nothing else; its own logs are added. */
  allow?: Allow[];
  /** Environment variables. */
  environment?: Record<string, pulumi.Input<string>>;
  /** How long its logs are kept, whether it is traced, and what limits its role. */
  settings: Pick<Settings, "delivery" | "logRetentionDays" | "tracing">;
  /** Seconds; a function that the API calls must stay under the gateway's 29. Default 10. */
  timeout?: number;
  /**
   * Where events are kept that it has failed three times. For a function that AWS invokes by an event, with nobody
   * waiting for the answer.
   */
  deadLetters?: sqs.Queue;
  /** Megabytes; CPU comes in proportion. Default 256, which halves a cold start against 128 at the same price. */
  memorySize?: number;
}

/**
 * A closure as a Lambda function with a role and a log group of its own: the only place that makes Lambdas.
 *
 * The role holds the statements of `allow`, and the right to write to its log group, to the dead-letter queue, and traces
 * where there are any. There is no managed policy.
 */
export class LambdaFunction extends pulumi.ComponentResource {
  /** The function itself. */
  readonly function: lambda.Function;

  constructor(name: string, args: LambdaFunctionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("atelier:lambda:LambdaFunction", name, {}, opts);
    const parent = { parent: this };

    const { deadLetters, settings } = args;
    const allow = [
      ...(args.allow ?? []),
      ...(deadLetters ? [sendTo(deadLetters)] : []),
      ...(settings.tracing ? [writeTraces] : []),
    ];
    const logGroup = new cloudwatch.LogGroup(name, { retentionInDays: settings.logRetentionDays }, parent);
    const role = createRole(name, { service: "lambda.amazonaws.com", settings }, parent);
    const policy = new iam.RolePolicy(
      name,
      { role: role.name, policy: policyDocument([...allow, writeLogs(logGroup)]) },
      parent,
    );
    this.function = new lambda.Function(
      name,
      {
        role: role.arn,
        runtime: "nodejs22.x",
        architectures: ["arm64"],
        handler: "index.handler",
        code: archive(args.factory),
        timeout: args.timeout ?? 10,
        memorySize: args.memorySize ?? 256,
        environment: { variables: { NODE_OPTIONS: "--enable-source-maps", ...args.environment } },
        deadLetterConfig: deadLetters && { targetArn: deadLetters.arn },
        tracingConfig: settings.tracing ? { mode: "Active" } : undefined,
        loggingConfig: { logFormat: "JSON", logGroup: logGroup.name },
      },
      // A function called before its role may do anything fails on its first requests.
      { parent: this, dependsOn: [policy] },
    );
    this.registerOutputs({ function: this.function });
  }
}

const writeLogs = (logGroup: cloudwatch.LogGroup): Allow => ({
  actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
  resources: [pulumi.interpolate`${logGroup.arn}:*`],
});

const sendTo = (queue: sqs.Queue): Allow => ({ actions: ["sqs:SendMessage"], resources: [queue.arn] });

/** X-Ray knows no resource for either (https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html). */
const writeTraces: Allow = { actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], resources: ["*"] };

const policyDocument = (allow: Allow[]): pulumi.Output<string> =>
  pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: allow.map(({ actions, resources, conditions }) => ({
      Effect: "Allow",
      Action: actions,
      Resource: resources,
      Condition: conditions,
    })),
  });

const archive = (factory: LambdaFunctionArgs["factory"]): pulumi.Output<pulumi.asset.AssetArchive> =>
  pulumi
    .output(pulumi.runtime.serializeFunction(factory, { isFactoryFunction: true, exportName: "handler" }))
    .apply(({ text }) => bundle(text))
    .apply(({ code, map, packages }) => {
      const files = {
        "index.js": `${code}\n//# sourceMappingURL=index.js.map`,
        "index.js.map": JSON.stringify(map),
        ...(packages !== undefined && { "packages.js": packages }),
      };
      const assets = Object.entries(files).map(([path, content]) => [path, new pulumi.asset.StringAsset(content)]);
      return new pulumi.asset.AssetArchive(Object.fromEntries(assets));
    });
