import * as cloudwatch from "@aws-sdk/client-cloudwatch";
import * as cloudwatchLogs from "@aws-sdk/client-cloudwatch-logs";
import * as cognito from "@aws-sdk/client-cognito-identity-provider";
import * as dynamodb from "@aws-sdk/client-dynamodb";
import * as dynamodbStreams from "@aws-sdk/client-dynamodb-streams";
import * as ec2 from "@aws-sdk/client-ec2";
import * as eventBridge from "@aws-sdk/client-eventbridge";
import * as lambda from "@aws-sdk/client-lambda";
import * as s3 from "@aws-sdk/client-s3";
import * as sns from "@aws-sdk/client-sns";
import * as sqs from "@aws-sdk/client-sqs";
import * as secretsManager from "@aws-sdk/client-secrets-manager";
import * as ssm from "@aws-sdk/client-ssm";
import * as sts from "@aws-sdk/client-sts";
import { NormalizedSchema } from "@smithy/core/schema";
import type { AwsRequest } from "../../src/protocol/service";

/** A request that a client is about to send. */
interface ClientRequest {
  method: string;
  path: string;
  query?: Record<string, string | string[] | null>;
  headers: Record<string, string>;
  body?: string | Uint8Array;
}

/** Takes requests in the place of the network. */
class Wire {
  #taken: ClientRequest | undefined;

  /** What clients call. */
  readonly handle = (request: ClientRequest): Promise<never> => {
    this.#taken = request;
    return Promise.reject(new Error("taken"));
  };

  take(): ClientRequest {
    const taken = this.#taken;
    if (!taken) throw new Error("the client sent no request");
    this.#taken = undefined;
    return taken;
  }
}

const wire = new Wire();
const common = {
  region: "eu-west-1",
  endpoint: "http://localhost:4566",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
  maxAttempts: 1,
  requestHandler: wire,
};

type Sdk = [module: object, client: { send: unknown }];

const streams: Sdk = [dynamodbStreams, new dynamodbStreams.DynamoDBStreamsClient(common)];

/** The SDK's module and client of an operation. */
const sdkOf = (service: string, operation: string): Sdk | undefined =>
  service === "dynamodb" && Reflect.has(streams[0], `${operation}$`) ? streams : sdk[service];

/** The SDK's modules and clients, by the names that services have in signatures. */
const sdk: Record<string, Sdk> = {
  "cognito-idp": [cognito, new cognito.CognitoIdentityProviderClient(common)],
  dynamodb: [dynamodb, new dynamodb.DynamoDBClient(common)],
  ec2: [ec2, new ec2.EC2Client(common)],
  events: [eventBridge, new eventBridge.EventBridgeClient(common)],
  lambda: [lambda, new lambda.LambdaClient(common)],
  logs: [cloudwatchLogs, new cloudwatchLogs.CloudWatchLogsClient(common)],
  monitoring: [cloudwatch, new cloudwatch.CloudWatchClient(common)],
  s3: [s3, new s3.S3Client({ ...common, forcePathStyle: true })],
  secretsmanager: [secretsManager, new secretsManager.SecretsManagerClient(common)],
  sns: [sns, new sns.SNSClient(common)],
  sqs: [sqs, new sqs.SQSClient(common)],
  ssm: [ssm, new ssm.SSMClient(common)],
  sts: [sts, new sts.STSClient(common)],
};

/** Something of a schema's type; what it is does not matter, but that a member of a structure is sent. */
function sample(schema: NormalizedSchema, depth = 0): unknown {
  if (schema.isStructSchema() || schema.isUnionSchema()) {
    const [first] = depth < 4 ? schema.structIterator() : [];
    return first ? { [first[0]]: sample(first[1], depth + 1) } : {};
  }
  if (schema.isListSchema()) return [sample(schema.getValueSchema(), depth + 1)];
  if (schema.isMapSchema()) return { name: sample(schema.getValueSchema(), depth + 1) };
  if (schema.isBooleanSchema()) return true;
  if (schema.isNumericSchema()) return 1;
  if (schema.isTimestampSchema()) return new Date(0);
  if (schema.isBlobSchema()) return new Uint8Array([1]);
  return "x";
}

/** A member of an operation's input. */
export interface ModelMember {
  name: string;
  schema: NormalizedSchema;
}

/** The members of an operation's input, as the SDK's model has them. */
export function membersOf(service: string, operation: string): ModelMember[] {
  const [module = {}] = sdkOf(service, operation) ?? [];
  const schema: unknown = Reflect.get(module, `${operation}$`);
  if (!Array.isArray(schema)) throw new Error(`the SDK has no schema of ${service} ${operation}`);
  const input = NormalizedSchema.of(schema[4]);
  return [...input.structIterator()].map(([name, member]) => ({ name, schema: member }));
}

/** The request that the SDK sends for an operation. */
export async function requestOf(
  service: string,
  operation: string,
  input: Record<string, unknown>,
  member?: ModelMember,
): Promise<AwsRequest> {
  const [module = {}, client = { send: undefined }] = sdkOf(service, operation) ?? [];
  const Command: unknown = Reflect.get(module, `${operation}Command`);
  if (typeof Command !== "function" || typeof client.send !== "function") throw new Error(`no ${service} ${operation}`);
  const given = member && input[member.name] === undefined ? { [member.name]: sample(member.schema) } : {};
  const command: unknown = Reflect.construct(Command, [{ ...input, ...given }]);
  await Promise.resolve(Reflect.apply(client.send, client, [command])).catch(() => undefined);
  return awsRequestOf(wire.take());
}

function awsRequestOf({ method, path, query = {}, headers, body = "" }: ClientRequest): AwsRequest {
  const parameters = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().map((one) => `${encodeURIComponent(name)}=${encodeURIComponent(one ?? "")}`),
  );
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    method,
    path,
    query: parameters.join("&"),
    headers: Object.fromEntries(lower),
    body: [Buffer.from(body)],
  };
}
