import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import type { Output } from "@pulumi/pulumi";
import { json, respond } from "../kit/http";
import { totalsKey } from "../cityflow/metrics";

/** What `GET /health` answers. */
export const health = {
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

/** What a database that is slow, out of capacity, failing or gone is called by the SDK... */
const names =
  /^(TimeoutError|InternalServerError|ServiceUnavailable|ProvisionedThroughputExceededException|RequestLimitExceeded|ThrottlingException|ResourceNotFoundException)$/;
/** ...and one that cannot be reached by Node.js. */
const codes = /^(ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT)$/;

const isOutage = (error: unknown): boolean =>
  error instanceof Error && (names.test(error.name) || ("code" in error && codes.test(String(error.code))));

/** `GET /health`: 503 where the database does not answer. */
export const getHealth = (env: HealthEnvironment) => () => {
  const requestHandler = { requestTimeout: patience, throwOnRequestTimeout: true };
  const database = new DynamoDBClient({ maxAttempts: 2, requestHandler });
  const { version, environment } = env;
  const TableName = env.metrics.get();
  const Key = { date: { S: totalsKey.date }, type: { S: totalsKey.type } };
  const answer = { service: "Atelier API", version, database: "dynamodb", environment };
  return respond(async () => {
    try {
      await database.send(new GetItemCommand({ TableName, Key }));
      return json(200, { status: "healthy", ...answer });
    } catch (error) {
      if (!isOutage(error)) throw error;
      console.error(error);
      return json(503, { status: "degraded", ...answer }, { "retry-after": "1" });
    }
  });
};
