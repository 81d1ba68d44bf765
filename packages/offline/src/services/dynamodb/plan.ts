import { isRecord } from "../../is-record";
import { notImplemented, type Access } from "../../protocol/service";
import { accessOf, itemAccess, outline, tableArn } from "./access";
import type { ContinuousBackups } from "./continuous-backups";
import type { Database } from "./database";
import { isOperation, membersOf as membersOfEmbedded, type Operation, operationNames as embedded } from "./engine";
import { constraintError, validationError } from "./errors";
import type { Exports } from "./exports/exports";
import { describeStream, getRecords, getShardIterator, listStreams, streamOfIterator } from "./streams/operations";
import type { TimeToLive } from "./time-to-live";
import type { Tokens } from "./tokens";
import { readSteps, transactGet } from "./transact-get";
import { transactWrite, writeSteps } from "./transact-write";
import type { Step } from "./transaction";

const limits = { batchWrites: 25 } as const;

/** A request that is understood but not done. */
export interface Plan {
  /** What the caller needs the right to. */
  access: Access[];
  tables: string[];
  /** Does it; throws what is wrong with the request, which only a caller with the right to it may learn. */
  act: (callerArn: string) => Promise<unknown>;
}

/** What requests are planned with. */
export interface Planning {
  database: Database;
  tokens: Tokens;
  timeToLive: TimeToLive;
  backups: ContinuousBackups;
  exports: Exports;
  /** The tables that are declared with deletion protection. */
  guarded: ReadonlySet<string>;
}

type Body = Record<string, unknown>;

/** The members of the inputs of the operations that dynalite does not do. */
const own: Record<string, string[]> = {
  TransactWriteItems: [
    ...["TransactItems", "ClientRequestToken", "ReturnConsumedCapacity", "ReturnItemCollectionMetrics"],
  ],
  TransactGetItems: ["TransactItems", "ReturnConsumedCapacity"],
  UpdateTimeToLive: ["TableName", "TimeToLiveSpecification"],
  DescribeTimeToLive: ["TableName"],
  DescribeContinuousBackups: ["TableName"],
  UpdateContinuousBackups: ["TableName", "PointInTimeRecoverySpecification"],
  ExportTableToPointInTime: [
    ...["TableArn", "ClientToken", "ExportTime", "ExportFormat", "ExportType"],
    ...["S3Bucket", "S3BucketOwner", "S3Prefix", "S3SseAlgorithm"],
  ],
  DescribeExport: ["ExportArn"],
  ListExports: ["TableArn", "MaxResults", "NextToken"],
};

/** Those of DynamoDB Streams, whose API has another name. */
const ofStreams: Record<string, string[]> = {
  ListStreams: ["TableName", "Limit", "ExclusiveStartStreamArn"],
  DescribeStream: ["StreamArn", "Limit", "ExclusiveStartShardId"],
  GetShardIterator: ["StreamArn", "ShardId", "ShardIteratorType", "SequenceNumber"],
  GetRecords: ["ShardIterator", "Limit"],
};

/** The name of the API that an operation belongs to. */
export const apiOf = (operation: string): string =>
  Object.hasOwn(ofStreams, operation) ? "DynamoDBStreams_20120810" : "DynamoDB_20120810";

/** All operations that there are. */
export const operationNames = [...embedded, ...Object.keys(own), ...Object.keys(ofStreams)];

/** The members that an operation acts on. */
export const membersOf = (operation: string): string[] =>
  isOperation(operation) ? membersOfEmbedded(operation) : (own[operation] ?? ofStreams[operation] ?? []);

/**
 * Plans a request.
 *
 * @throws {AwsError} NotImplemented for what is not embedded; a transaction's ValidationException
 */
export function planOf(operation: string, body: Body, planning: Planning): Plan {
  const { database, tokens, timeToLive, backups, exports } = planning;
  switch (operation) {
    case "TransactWriteItems": {
      const steps = writeSteps(database, body);
      return transactionPlan(operation, steps, database, () => transactWrite(database, tokens, body, steps));
    }
    case "TransactGetItems": {
      const steps = readSteps(database, body);
      return transactionPlan(operation, steps, database, () => transactGet(database, body, steps));
    }
    case "UpdateTimeToLive":
      return tablePlan(operation, body, database, (table) => timeToLive.update(table, body.TimeToLiveSpecification));
    case "DescribeTimeToLive":
      return tablePlan(operation, body, database, (table) => Promise.resolve(timeToLive.describe(table)));
    case "DescribeContinuousBackups":
      return tablePlan(operation, body, database, (table) => Promise.resolve(backups.describe(table)));
    case "UpdateContinuousBackups":
      return tablePlan(operation, body, database, (table) =>
        backups.update(table, body.PointInTimeRecoverySpecification),
      );
    case "ExportTableToPointInTime":
      return arnPlan(operation, body.TableArn, "tableArn", (callerArn) => exports.begin(body, callerArn));
    case "DescribeExport":
      return arnPlan(operation, body.ExportArn, "exportArn", async () => exports.describe(body));
    case "ListExports":
      return arnPlan(operation, body.TableArn ?? "*", "tableArn", async () => exports.list(body));
    case "ListStreams":
      return arnPlan(operation, "*", "", async () => listStreams(database, body));
    case "DescribeStream":
      return arnPlan(operation, body.StreamArn, "streamArn", async () => describeStream(database, body));
    case "GetShardIterator":
      return arnPlan(operation, body.StreamArn, "streamArn", async () => getShardIterator(database, body));
    case "GetRecords":
      return arnPlan(operation, streamOfIterator(body.ShardIterator), "", () => getRecords(database, body));
    default:
      if (!isOperation(operation)) throw notImplemented("DynamoDB", operation);
      return embeddedPlan(operation, body, planning);
  }
}

function embeddedPlan(operation: Operation, body: Body, planning: Planning): Plan {
  const { database, timeToLive, backups, guarded } = planning;
  try {
    refuseUnsupported(operation, body);
    const request = database.check(operation, body);
    if (operation === "BatchWriteItem") checkBatch(request.RequestItems ?? {});
    const deleted = operation === "DeleteTable" ? request.TableName : undefined;
    const act = async () => {
      if (deleted !== undefined && guarded.has(deleted)) throw deletionProtected();
      const answer = await database.run(operation, request);
      if (deleted === undefined) return answer;
      await timeToLive.set(deleted, undefined);
      await backups.set(deleted, { enabled: false });
      return answer;
    };
    return { access: accessOf(operation, request, database), tables: tablesOf(request), act };
  } catch (error) {
    const request = outline(body);
    const access = accessOf(operation, request, database);
    return { access, tables: tablesOf(request), act: () => Promise.reject(error) };
  }
}

const tablesOf = ({ TableName, RequestItems }: { TableName?: string; RequestItems?: object }): string[] =>
  TableName === undefined ? Object.keys(RequestItems ?? {}) : [TableName];

const deletionProtected = () =>
  validationError(
    "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.",
  );

/** A transaction's rights are those of its steps; the transaction itself is not an action. */
function transactionPlan(operation: string, steps: Step[], database: Database, act: () => Promise<unknown>): Plan {
  const access = steps.map(({ action, table, request }) => {
    const { context, ...rest } = itemAccess(`dynamodb:${action}`, table, request, database);
    return { ...rest, context: { ...context, "dynamodb:EnclosingOperation": operation } };
  });
  return { access, tables: steps.map(({ table }) => table), act };
}

function tablePlan(
  operation: string,
  { TableName }: Body,
  { location }: Database,
  act: (table: string) => Promise<unknown>,
): Plan {
  if (typeof TableName !== "string") throw constraintError("null", "tableName", "Member must not be null");
  const access = [{ action: `dynamodb:${operation}`, resource: tableArn(location, TableName) }];
  return { access, tables: [TableName], act: async () => act(TableName) };
}

/** The plan of an operation that names a table or an export by its ARN. */
function arnPlan(operation: string, arn: unknown, member: string, act: Plan["act"]): Plan {
  if (typeof arn !== "string") throw constraintError("null", member, "Member must not be null");
  const table = /:table\/([^/]+)/.exec(arn)?.[1];
  const access = [{ action: `dynamodb:${operation}`, resource: arn }];
  return { access, tables: table === undefined ? [] : [table], act };
}

/** Dynalite means to hold these limits, but its check of a map's values has no effect. */
function checkBatch(items: object): void {
  const sizes = Object.values(items).map((writes: unknown) => (Array.isArray(writes) ? writes.length : 0));
  if (sizes.some((size) => size < 1 || size > limits.batchWrites))
    throw constraintError(
      "'{...}'",
      "requestItems",
      `Map value must satisfy constraint: [Member must have length less than or equal to ${limits.batchWrites}, Member must have length greater than or equal to 1]`,
    );
  if (sizes.reduce((sum, size) => sum + size, 0) > limits.batchWrites)
    throw validationError("Too many items requested for the BatchWriteItem call");
}

/** What dynalite would take and not do. */
function refuseUnsupported(operation: string, body: Body): void {
  const { StreamSpecification, GlobalSecondaryIndexUpdates } = body;
  if (isRecord(StreamSpecification) && StreamSpecification.StreamEnabled === true)
    throw notImplemented("DynamoDB", `${operation} with a stream`);
  const updates = Array.isArray(GlobalSecondaryIndexUpdates) ? GlobalSecondaryIndexUpdates : [];
  if (
    updates.some((update: unknown) => isRecord(update) && (update.Create !== undefined || update.Delete !== undefined))
  )
    throw notImplemented("DynamoDB", `${operation} that adds or removes an index`);
}
