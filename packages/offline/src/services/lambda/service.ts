import { createHash } from "node:crypto";
import { findNamed } from "../../graph/logical-names";
import type { LogEntry } from "../../protocol/log-entries";
import type { BodyLimit } from "../../protocol/body";
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
import { functionQualifier, NoCapacity, synchronousBytes } from "../../protocol/targets";
import type { Asynchronous } from "./asynchronous";
import type { LambdaFunction } from "./function";
import type { LoggingConfig } from "./logs/config";
import type { Pool } from "./pool";
import { Throttling } from "./throttling";

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const limits = { asynchronousBytes: 1_048_576, waitMilliseconds: 60_000 } as const;

const functionPath = /^\/2015-03-31\/functions\/([^/]+)(\/invocations)?$/;
const concurrencyPath = /^\/2019-09-30\/functions\/([^/]+)\/concurrency$/;

/** What a request names: a function by name or ARN; empty for none. */
export interface LambdaInput {
  functionName: string;
  /** Its members besides: headers by lower-case name, and parameters of the query. */
  given: Record<string, string>;
}

/** Headers that are members of an input, and not of the protocol or of tracing. */
const memberHeader = /^x-amz-(?!date$|security-token$|content-sha256$|user-agent$)/;

function givenBy({ headers, query }: AwsRequest): Record<string, string> {
  const members = Object.entries(headers).filter(([name]) => memberHeader.test(name));
  return Object.fromEntries([...members, ...new URLSearchParams(query)]);
}

const payloadLimit = (bytes: number): BodyLimit => ({
  bytes,
  refuse: () => {
    const message = `Request must be smaller than ${bytes} bytes for the InvokeFunction operation`;
    return new AwsError("RequestTooLargeException", message, 413);
  },
});
const payloadLimits = { synchronous: payloadLimit(synchronousBytes), event: payloadLimit(limits.asynchronousBytes) };

export const protocol: Protocol<LambdaInput, AwsResponse> = {
  denial: { code: "AccessDeniedException", status: 403 },
  bodyLimit: ({ headers }) => payloadLimits[headers["x-amz-invocation-type"] === "Event" ? "event" : "synchronous"],
  read(request) {
    const { method, path } = request;
    const given = givenBy(request);
    if (method === "GET" && /^\/2015-03-31\/functions\/?$/.test(path))
      return { operation: "ListFunctions", input: { functionName: "", given } };
    const [, reserving] = concurrencyPath.exec(path) ?? [];
    if (method === "GET" && reserving !== undefined)
      return { operation: "GetFunctionConcurrency", input: { functionName: decoded(reserving), given } };
    const [, name, invocations] = functionPath.exec(path) ?? [];
    if (name === undefined || method !== (invocations ? "POST" : "GET"))
      throw notImplemented("lambda", `${method} ${path}`);
    return { operation: invocations ? "Invoke" : "GetFunction", input: { functionName: decoded(name), given } };
  },
  givenMembers: ({ given }) => Object.keys(given),
  write: (_, output) => output,
  fail: (error, requestId) => (error instanceof Throttling ? error.answer(requestId) : restJsonError(error, requestId)),
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

const invalidParameter = (message: string): AwsError => new AwsError("InvalidParameterValueException", message);

/** Lambda's operations on functions: invoke, list and describe. */
export class FunctionOperations {
  readonly table: Operations<LambdaInput, AwsResponse> = {
    ListFunctions: {
      // Without versions all of a function's versions are the one it has.
      members: ["Marker", "MaxItems", "FunctionVersion"],
      access: () => [{ action: "lambda:ListFunctions", resource: "*" }],
      run: ({ given: { Marker: after, MaxItems: most = "50" } }) => {
        const functions = this.pool.functions();
        if (!/^[1-9]\d{0,3}$|^10000$/.test(most)) throw invalidParameter("MaxItems must be from 1 to 10000");
        const start = after === undefined ? 0 : functions.findIndex(({ name }) => name === after) + 1;
        if (after !== undefined && start === 0) throw invalidParameter("Marker is none of an answer's NextMarker");
        const page = functions.slice(start, start + Number(most));
        const NextMarker = start + page.length < functions.length ? page.at(-1)?.name : null;
        return restJson(200, { Functions: page.map(configurationOf), NextMarker });
      },
    },
    GetFunction: {
      members: ["Qualifier"],
      access: (input) => this.accessTo("lambda:GetFunction", input),
      run: (input) => {
        const lambda = this.find(input);
        const concurrency = concurrencyOf(lambda);
        return restJson(200, {
          Configuration: configurationOf(lambda),
          Code: { RepositoryType: "S3" },
          Tags: {},
          ...(concurrency && { Concurrency: concurrency }),
        });
      },
    },
    GetFunctionConcurrency: {
      members: [],
      access: (input) => this.accessTo("lambda:GetFunctionConcurrency", input),
      run: (input) => restJson(200, concurrencyOf(this.find(input)) ?? {}),
    },
    Invoke: {
      members: ["x-amz-invocation-type", "x-amz-log-type", "Qualifier"],
      access: (input) => this.accessTo("lambda:InvokeFunction", input),
      run: (input, call) => this.invoke(this.find(input), qualifierOf(input), call),
    },
  };

  constructor(
    private readonly pool: Pool,
    private readonly asynchronous: Asynchronous,
    private readonly location: Location,
  ) {}

  private async invoke(lambda: LambdaFunction, qualifier: string, { request, requestId }: Call): Promise<AwsResponse> {
    const type = request.headers["x-amz-invocation-type"] ?? "RequestResponse";
    const payload = (await readBody(request)).toString("utf8") || "{}";
    checkPayload(payload);
    switch (type) {
      case "DryRun":
        return { status: 204, headers: { "x-amzn-requestid": requestId }, body: "" };
      case "Event":
        await this.asynchronous.accept(lambda, qualifier, payload, requestId);
        return { status: 202, headers: { "x-amzn-requestid": requestId }, body: "" };
      case "RequestResponse":
        return this.invokeNow(lambda, payload, request);
      default:
        throw invalidParameter(`${type} is no invocation type`);
    }
  }

  private async invokeNow(lambda: LambdaFunction, payload: string, request: AwsRequest): Promise<AwsResponse> {
    try {
      const outcome = await this.pool.invoke(lambda, payload, limits.waitMilliseconds, "call");
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
      if (error instanceof NoCapacity) throw new Throttling(error);
      throw error;
    }
  }

  private find(input: LambdaInput): LambdaFunction {
    const { functionName } = input;
    const lambda = this.named(functionName);
    const qualifier = qualifierOf(input);
    if (lambda?.qualifiers.includes(qualifier)) return lambda;
    const arn = this.arnOf(functionName) + (lambda ? `:${qualifier}` : "");
    throw new AwsError("ResourceNotFoundException", `Function not found: ${arn}`, 404);
  }

  /** A function by what AWS takes, or by the name that the program gave it. */
  private named(name: string): LambdaFunction | undefined {
    return this.pool.find(name) ?? findNamed(this.pool.functions(), name);
  }

  private accessTo(action: string, { functionName }: LambdaInput): Access[] {
    return [{ action, resource: this.arnOf(functionName) }];
  }

  /** The ARN that a name means, whether it exists or not. */
  private arnOf(name: string): string {
    const found = this.named(name);
    if (found) return found.arn;
    return name.startsWith("arn:")
      ? name
      : `arn:aws:lambda:${this.location.region}:${this.location.account}:function:${name}`;
  }
}

/** The version or alias that an input means, by a member or after the function's name. */
const qualifierOf = ({ functionName, given: { Qualifier } }: LambdaInput): string =>
  Qualifier ?? functionQualifier(functionName);

/** How often a function may run at once, if that is said. */
const concurrencyOf = ({ reservedConcurrency }: LambdaFunction): object | undefined =>
  reservedConcurrency === undefined ? undefined : { ReservedConcurrentExecutions: reservedConcurrency };

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

function checkPayload(payload: string): void {
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
