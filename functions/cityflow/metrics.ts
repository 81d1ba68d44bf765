import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import {
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactWriteCommand,
} from "@aws-sdk/lib-dynamodb";
import type { Figures } from "./aggregation";
import type { Item } from "../kit/documents";
import { noTotals, totalsAfter } from "./totals";

/** The key of the totals, in the table of metrics: no day is called so. */
export const totalsKey = { date: "totals", type: "totals" } as const;

/** A day's metric of one type, and the version of the file that it is of. */
export interface Metric extends Figures {
  type: string;
  date: string;
  rejectedLines: number;
  /** The file's entity tag: equal ones are of equal content. */
  etag: string;
  /** Later versions of a file have greater ones. */
  sequencer: string;
}

/** Where metrics are kept. */
export interface MetricsTable {
  documents: DynamoDBDocumentClient;
  table: string;
}

/** An item of the table, as it stands at this moment. */
const read = async ({ documents, table }: MetricsTable, { date, type }: { date: string; type: string }) => {
  const get = new GetCommand({ TableName: table, Key: { date, type }, ConsistentRead: true });
  return (await documents.send(get)).Item;
};

/** A metric as it stands, with its `updatedAt`. */
export const readMetric = (table: MetricsTable, day: { date: string; type: string }): Promise<Item | undefined> =>
  read(table, day);

const ofDay = (TableName: string, date: string, how: Partial<QueryCommandInput>): QueryCommand =>
  new QueryCommand({
    ...how,
    TableName,
    KeyConditionExpression: "#date = :date",
    ExpressionAttributeNames: { "#date": "date" },
    ExpressionAttributeValues: { ":date": date },
  });

/** All metrics of a day, by type. */
export const readDay = async (
  { documents, table }: MetricsTable,
  date: string,
  how: Pick<QueryCommandInput, "ConsistentRead"> = {},
): Promise<Item[]> => {
  const metrics: Item[] = [];
  let start: Item | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await documents.send(
      ofDay(table, date, { ...how, ExclusiveStartKey: start }),
    );
    metrics.push(...Items);
    start = LastEvaluatedKey;
  } while (start !== undefined);
  return metrics;
};

const hasMetrics = async ({ documents, table }: MetricsTable, date: string): Promise<boolean> => {
  const { Items = [] } = await documents.send(ofDay(table, date, { ConsistentRead: true, Limit: 1 }));
  return Items.length > 0;
};

/** Why a step of a transaction failed that may go well when it is tried again; `None` is a step that did not fail. */
const passing = /^(None|ConditionalCheckFailed|TransactionConflict|ProvisionedThroughputExceeded|ThrottlingError)$/;

/** Whether another transaction came between, or the table is busy: then all is to be read again. */
const isConflict = (error: unknown): boolean =>
  error instanceof TransactionCanceledException &&
  (error.CancellationReasons ?? []).every(({ Code = "None" }) => passing.test(Code));

const attempts = 16;

/** Many files come at once and all change the totals: each waits a random time, and longer each time, up to 20 s. */
const pause = (attempt: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(20_000, 50 * 2 ** attempt)));

/** What was read before a write. */
interface State {
  totals: Item | undefined;
  known: Item | undefined;
  isNewDay: boolean;
}

/** Metric and totals, as one transaction is to write them. */
const steps = (TableName: string, metric: Metric, { totals, known, isNewDay }: State) => {
  const { type, date, count, sequencer } = metric;
  const isSame = known?.etag === metric.etag;
  const updatedAt = new Date().toISOString();
  const change = { type, date, count, updatedAt, countBefore: known?.count, isNewDay };
  const { version = 0 }: Item = totals ?? {};
  const after = isSame ? totals : totalsAfter({ ...noTotals, ...totals }, change);
  const putMetric = {
    TableName,
    Item: isSame ? { ...known, sequencer } : { ...metric, updatedAt },
    ConditionExpression: "attribute_not_exists(sequencer) OR sequencer < :sequencer",
    ExpressionAttributeValues: { ":sequencer": sequencer },
  };
  const putTotals = {
    TableName,
    Item: { ...after, ...totalsKey, version: version + 1 },
    ConditionExpression: "attribute_not_exists(version) OR version = :version",
    ExpressionAttributeValues: { ":version": version },
  };
  return [{ Put: putMetric }, { Put: putTotals }];
};

/**
 * Writes a metric, unless one of the same or a later version is there, and with it, in one transaction, the totals by
 * what it differs from the one before. The same content as before changes nothing but the version.
 *
 * Each write of a metric writes the totals, with a version that counts up: what was read after a version is still so
 * when it is written on the condition that the version is.
 *
 * @throws what DynamoDB does not do even when it is tried again
 */
export const writeMetric = async (table: MetricsTable, metric: Metric): Promise<void> => {
  for (let attempt = 1; ; attempt++) {
    const totals = await read(table, totalsKey);
    const known = await read(table, metric);
    if (known && known.sequencer >= metric.sequencer) return;
    const isNewDay = !known && !(await hasMetrics(table, metric.date));
    try {
      const TransactItems = steps(table.table, metric, { totals, known, isNewDay });
      await table.documents.send(new TransactWriteCommand({ TransactItems }));
      return;
    } catch (error) {
      if (!isConflict(error) || attempt === attempts) throw error;
    }
    await pause(attempt);
  }
};
