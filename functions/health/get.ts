import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import type { Output } from "@pulumi/pulumi";
import type { FromSchema } from "json-schema-to-ts";
import { totalsKey } from "../cityflow/metrics";
import { endpoint } from "../kit/endpoint";
import { hasCode, hasName } from "../kit/errors";
import { json, respond } from "../kit/http";

const healthAnswer = {
  title: "Health",
  type: "object",
  properties: {
    status: { type: "string", enum: ["healthy", "degraded"], description: "Whether all of it works" },
    service: { type: "string", description: "The service's name" },
    version: { type: "string", description: "The program's version" },
    database: { type: "string", enum: ["dynamodb"], description: "What keeps the data" },
    environment: { type: "string", description: "The home this stack runs in: AWS, LocalStack, offline" },
  },
  required: ["status", "service", "version", "database", "environment"],
} as const;

const example: FromSchema<typeof healthAnswer> = {
  status: "healthy",
  service: "Atelier API",
  version: "1.0.0",
  database: "dynamodb",
  environment: "AWS",
};

/** `GET /health`: open to load balancers and people. */
export const getHealth = endpoint({
  method: "GET",
  path: "/health",
  id: "getHealth",
  tag: { name: "Service", description: "Whether the service works." },
  summary: "Ask whether the service works",
  keyRequired: false,
  answers: {
    200: { description: "The service works", schema: healthAnswer, example },
    503: {
      description: "The database does not answer; try again after Retry-After",
      schema: healthAnswer,
      headers: ["Retry-After"],
      example: { ...example, status: "degraded" },
    },
  },
});

/** What the handler says of its stack, and where it looks. */
export interface HealthEnvironment {
  /** The program's version. */
  version: string;
  /** Where the stack runs, as its configuration says: AWS, LocalStack, offline. */
  environment: string;
  /** The table that is asked. */
  metrics: Output<string>;
}

/** Milliseconds that the database has for its answer; whoever asks for health does not wait for the SDK's patience. */
const patience = 1500;

/** What the SDK calls a database that is slow, out of capacity, failing or gone. */
const outages = [
  "TimeoutError",
  "InternalServerError",
  "ServiceUnavailable",
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "ThrottlingException",
  "ResourceNotFoundException",
];
/** What Node.js calls one that cannot be reached. */
const unreachable = /^(ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT)$/;

const isOutage = (error: unknown): boolean => hasName(error, ...outages) || hasCode(error, unreachable);

/** Answers what the service is, and 503 where the database does not answer. */
export const getHealthHandler = (env: HealthEnvironment) => () => {
  const requestHandler = { requestTimeout: patience, throwOnRequestTimeout: true };
  const database = new DynamoDBClient({ maxAttempts: 2, requestHandler });
  const { version, environment } = env;
  const TableName = env.metrics.get();
  const Key = { date: { S: totalsKey.date }, type: { S: totalsKey.type } };
  const answer = { service: "Atelier API", version, database: "dynamodb", environment };
  return respond(async (_, failures) => {
    try {
      await database.send(new GetItemCommand({ TableName, Key }));
      return json(200, { status: "healthy", ...answer });
    } catch (error) {
      if (!isOutage(error)) throw error;
      failures.note(error);
      return json(503, { status: "degraded", ...answer }, { "retry-after": "1" });
    }
  });
};
