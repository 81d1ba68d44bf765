import { createHash } from "node:crypto";
import type { Asynchronous } from "./asynchronous";
import type { LambdaFunction } from "./function";
import { NoCapacity } from "./environments";
import { synchronousBytes } from "./payload";
import type { LoggingConfig } from "./logs/config";
import type { LogEntry } from "./logs/event";
import type { Pool } from "./pool";
import { restJson, restJsonError } from "../../protocol/rest-json";
import {
  AwsError,
  type AwsResponse,
  type Call,
  type Location,
  notImplemented,
  readBody,
  type Service,
} from "../../protocol/service";

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const limits = { synchronousBytes, asynchronousBytes: 262_144, waitMilliseconds: 60_000 } as const;

const functionPath = /^\/2015-03-31\/functions\/([^/]+)(\/invocations)?$/;

/** Lambda's functions: invoke, list and describe. */
export class Lambda implements Service {
  readonly name = "lambda";
  readonly denialCode = "AccessDeniedException";
  readonly denialStatus = 403;
  readonly fail = restJsonError;

  constructor(
    private readonly pool: Pool,
    private readonly asynchronous: Asynchronous,
    private readonly location: Location,
  ) {}

  async handle(call: Call): Promise<AwsResponse> {
    const { method, path } = call.request;
    if (method === "GET" && /^\/2015-03-31\/functions\/?$/.test(path)) return this.list(call);
    const [, name, invocations] = functionPath.exec(path) ?? [];
    if (name !== undefined && method === "POST" && invocations) return this.invoke(call, decodeURIComponent(name));
    if (name !== undefined && method === "GET" && !invocations) return this.describe(call, decodeURIComponent(name));
    throw notImplemented("lambda", `${method} ${path}`);
  }

  private list({ authorize }: Call): AwsResponse {
    authorize([{ action: "lambda:ListFunctions", resource: "*" }]);
    return restJson(200, { Functions: this.pool.functions().map(configurationOf) });
  }

  private describe({ authorize }: Call, name: string): AwsResponse {
    authorize([{ action: "lambda:GetFunction", resource: this.arnOf(name) }]);
    const lambda = this.find(name);
    return restJson(200, { Configuration: configurationOf(lambda), Code: { RepositoryType: "S3" }, Tags: {} });
  }

  private async invoke({ request, requestId, authorize }: Call, name: string): Promise<AwsResponse> {
    authorize([{ action: "lambda:InvokeFunction", resource: this.arnOf(name) }]);
    const lambda = this.find(name);
    const type = request.headers["x-amz-invocation-type"] ?? "RequestResponse";
    const payload = (await readBody(request)).toString("utf8") || "{}";
    checkPayload(payload, type);
    switch (type) {
      case "DryRun":
        return { status: 204, headers: { "x-amzn-requestid": requestId }, body: "" };
      case "Event":
        await this.asynchronous.accept(lambda, payload, requestId);
        return { status: 202, headers: { "x-amzn-requestid": requestId }, body: "" };
      case "RequestResponse":
        return this.invokeNow(lambda, payload, request.headers["x-amz-log-type"] === "Tail");
      default:
        throw new AwsError("InvalidParameterValueException", `${type} is no invocation type`);
    }
  }

  private async invokeNow(lambda: LambdaFunction, payload: string, tail: boolean): Promise<AwsResponse> {
    try {
      const outcome = await this.pool.invoke(lambda, payload, limits.waitMilliseconds);
      const headers: Record<string, string> = {
        "content-type": "application/json",
        "x-amz-executed-version": "$LATEST",
        "x-amzn-requestid": outcome.requestId,
      };
      if (outcome.failed) headers["x-amz-function-error"] = "Unhandled";
      // Lambda gives the last 4 KB.
      if (tail) headers["x-amz-log-result"] = Buffer.from(textOf(outcome.log)).subarray(-4096).toString("base64");
      return { status: 200, headers, body: outcome.payload };
    } catch (error) {
      if (error instanceof NoCapacity) throw new AwsError("TooManyRequestsException", "Rate Exceeded.", 429);
      throw error;
    }
  }

  private find(name: string): LambdaFunction {
    const lambda = this.pool.find(name);
    if (lambda) return lambda;
    throw new AwsError("ResourceNotFoundException", `Function not found: ${this.arnOf(name)}`, 404);
  }

  /** The ARN that a name means, whether it exists or not. */
  private arnOf(name: string): string {
    const found = this.pool.find(name);
    if (found) return found.arn;
    return name.startsWith("arn:")
      ? name
      : `arn:aws:lambda:${this.location.region}:${this.location.account}:function:${name}`;
  }
}

/** One line for each event: those of the text format end in one already. */
const textOf = (entries: LogEntry[]): string =>
  entries
    .flatMap((entry) => entry.events())
    .map(({ message }) => `${message.replace(/\n$/, "")}\n`)
    .join("");

/** Levels belong to the JSON format alone. */
const loggingConfigOf = ({ logGroup, logFormat, applicationLogLevel, systemLogLevel }: LoggingConfig) => ({
  LogFormat: logFormat,
  ...(logFormat === "JSON" && { ApplicationLogLevel: applicationLogLevel, SystemLogLevel: systemLogLevel }),
  LogGroup: logGroup,
});

function checkPayload(payload: string, type: string): void {
  const limit = type === "Event" ? limits.asynchronousBytes : limits.synchronousBytes;
  if (Buffer.byteLength(payload) > limit) {
    throw new AwsError(
      "RequestTooLargeException",
      `Request must be smaller than ${limit} bytes for the InvokeFunction operation`,
      413,
    );
  }
  try {
    JSON.parse(payload);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new AwsError("InvalidRequestContentException", `Could not parse request body into json: ${error.message}`);
  }
}

function configurationOf(lambda: LambdaFunction): object {
  const hash = createHash("sha256");
  for (const [path, content] of Object.entries(lambda.files)) hash.update(path).update(content);
  return {
    FunctionName: lambda.name,
    FunctionArn: lambda.arn,
    Runtime: lambda.runtime,
    Role: lambda.roleArn,
    Handler: lambda.handler,
    CodeSize: Object.values(lambda.files).reduce((sum, content) => sum + content.length, 0),
    Timeout: lambda.timeoutSeconds,
    MemorySize: lambda.memorySize,
    CodeSha256: hash.digest("base64"),
    Version: "$LATEST",
    Environment: { Variables: lambda.variables },
    State: "Active",
    LastUpdateStatus: "Successful",
    PackageType: "Zip",
    ...(lambda.deadLetterTarget !== undefined && { DeadLetterConfig: { TargetArn: lambda.deadLetterTarget } }),
    LoggingConfig: loggingConfigOf(lambda.logging),
  };
}
