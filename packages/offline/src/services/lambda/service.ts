import { createHash } from "node:crypto";
import type { LogEntry } from "../../protocol/log-entries";
import type { Operations, Protocol } from "../../protocol/operations";
import { restJson, restJsonError } from "../../protocol/rest-json";
import {
  type Access,
  AwsError,
  type AwsRequest,
  type AwsResponse,
  type Call,
  type Location,
  notImplemented,
  readBody,
} from "../../protocol/service";
import { NoCapacity, synchronousBytes } from "../../protocol/targets";
import type { Asynchronous } from "./asynchronous";
import type { LambdaFunction } from "./function";
import type { LoggingConfig } from "./logs/config";
import type { Pool } from "./pool";

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const limits = { synchronousBytes, asynchronousBytes: 262_144, waitMilliseconds: 60_000 } as const;

const functionPath = /^\/2015-03-31\/functions\/([^/]+)(\/invocations)?$/;

/** What a request names: a function by name or ARN; empty for none. */
export interface LambdaInput {
  functionName: string;
}

export const protocol: Protocol<LambdaInput, AwsResponse> = {
  denial: { code: "AccessDeniedException", status: 403 },
  read({ method, path }) {
    if (method === "GET" && /^\/2015-03-31\/functions\/?$/.test(path))
      return { operation: "ListFunctions", input: { functionName: "" } };
    const [, name, invocations] = functionPath.exec(path) ?? [];
    if (name === undefined || method !== (invocations ? "POST" : "GET"))
      throw notImplemented("lambda", `${method} ${path}`);
    return { operation: invocations ? "Invoke" : "GetFunction", input: { functionName: decoded(name) } };
  },
  write: (_, output) => output,
  fail: restJsonError,
};

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    throw new AwsError(
      "ValidationException",
      `1 validation error detected: Value '${name}' at 'functionName' is not percent-encoded UTF-8`,
    );
  }
}

/** Lambda's operations on functions: invoke, list and describe. */
export class FunctionOperations {
  readonly table: Operations<LambdaInput, AwsResponse> = {
    ListFunctions: {
      access: () => [{ action: "lambda:ListFunctions", resource: "*" }],
      run: () => restJson(200, { Functions: this.pool.functions().map(configurationOf) }),
    },
    GetFunction: {
      access: (input) => this.accessTo("lambda:GetFunction", input),
      run: (input) => {
        const configuration = configurationOf(this.find(input));
        return restJson(200, { Configuration: configuration, Code: { RepositoryType: "S3" }, Tags: {} });
      },
    },
    Invoke: {
      access: (input) => this.accessTo("lambda:InvokeFunction", input),
      run: (input, call) => this.invoke(this.find(input), call),
    },
  };

  constructor(
    private readonly pool: Pool,
    private readonly asynchronous: Asynchronous,
    private readonly location: Location,
  ) {}

  private async invoke(lambda: LambdaFunction, { request, requestId }: Call): Promise<AwsResponse> {
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
        return this.invokeNow(lambda, payload, request);
      default:
        throw new AwsError("InvalidParameterValueException", `${type} is no invocation type`);
    }
  }

  private async invokeNow(lambda: LambdaFunction, payload: string, request: AwsRequest): Promise<AwsResponse> {
    try {
      const outcome = await this.pool.invoke(lambda, payload, limits.waitMilliseconds);
      const headers: Record<string, string> = {
        "content-type": "application/json",
        "x-amz-executed-version": "$LATEST",
        "x-amzn-requestid": outcome.requestId,
      };
      if (outcome.failed) headers["x-amz-function-error"] = "Unhandled";
      if (request.headers["x-amz-log-type"] === "Tail") {
        // Lambda gives the last 4 KB.
        headers["x-amz-log-result"] = Buffer.from(textOf(outcome.log)).subarray(-4096).toString("base64");
      }
      return { status: 200, headers, body: outcome.payload };
    } catch (error) {
      if (error instanceof NoCapacity) throw new AwsError("TooManyRequestsException", "Rate Exceeded.", 429);
      throw error;
    }
  }

  private find({ functionName }: LambdaInput): LambdaFunction {
    const lambda = this.pool.find(functionName);
    if (lambda) return lambda;
    throw new AwsError("ResourceNotFoundException", `Function not found: ${this.arnOf(functionName)}`, 404);
  }

  private accessTo(action: string, { functionName }: LambdaInput): Access[] {
    return [{ action, resource: this.arnOf(functionName) }];
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
