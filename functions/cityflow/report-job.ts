import { type DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import type { Output } from "@pulumi/pulumi";
import { daysBefore } from "../kit/dates";
import { attempt, documentClient, type Item } from "../kit/documents";
import { readDay } from "./metrics";
import { type DayMean, lookBack, type Report, reportOf } from "./report";

/** Where metrics are read and reports are written. */
export interface ReportsEnvironment {
  metrics: Output<string>;
  reports: Output<string>;
}

/** How many days, the last that have ended, have their reports kept up to date. */
const days = 8;

const attempts = 5;

interface Tools {
  documents: DynamoDBDocumentClient;
  metrics: string;
  reports: string;
}

const readReport = async ({ documents, reports }: Tools, date: string): Promise<Item | undefined> =>
  (await documents.send(new GetCommand({ TableName: reports, Key: { date }, ConsistentRead: true }))).Item;

/** A day's metrics of all types, as they stand at this moment. */
const readMeans = async ({ documents, metrics }: Tools, date: string): Promise<DayMean[]> => {
  const items = await readDay({ documents, table: metrics }, date, { ConsistentRead: true });
  return items.map(({ type, count, mean, updatedAt }) => ({ date, type, count, mean, updatedAt }));
};

/** Writes a report, if the one there is still the one that was read. Returns whether it was. */
const writeReport = async ({ documents, reports }: Tools, date: string, report: Report, known: Item | undefined) => {
  const put = new PutCommand({
    TableName: reports,
    Item: { date, ...report, generatedAt: new Date().toISOString() },
    ConditionExpression: "attribute_not_exists(basis) OR basis = :basis",
    ExpressionAttributeValues: { ":basis": known?.basis ?? "" },
  });
  return "done" in (await attempt(documents.send(put)));
};

/**
 * Brings the reports of the last days up to date.
 *
 * @returns the days whose reports were written, or undefined where another run wrote one at the same time
 */
const bringUpToDate = async (tools: Tools, today: string): Promise<string[] | undefined> => {
  const before = (count: number): string[] =>
    Array.from({ length: count }, (_, index) => daysBefore(today, count - index));
  // The reports first: one that another run made of later metrics than these is then not the one that was read.
  const known = new Map<string, Item | undefined>();
  for (const date of before(days)) known.set(date, await readReport(tools, date));
  const metrics: DayMean[] = [];
  for (const date of before(days + lookBack)) metrics.push(...(await readMeans(tools, date)));
  const written: string[] = [];
  for (const [date, there] of known) {
    const report = reportOf(date, metrics);
    if (!report || report.basis === there?.basis) continue;
    if (!(await writeReport(tools, date, report, there))) return undefined;
    written.push(date);
  }
  return written;
};

/**
 * The daily job: writes every report of the last eight days that is missing or older than its metrics. Today's is not
 * written, as today has not ended. `time`, where the event has one, is when the schedule fired.
 *
 * @returns the days whose reports this run's last attempt wrote
 * @throws what it does not expect, so that Lambda tries again
 */
export const writeReports = (env: ReportsEnvironment) => () => {
  const tools = { documents: documentClient(), metrics: env.metrics.get(), reports: env.reports.get() };
  return async ({ time }: { time?: string }): Promise<{ written: string[] }> => {
    const today = (time === undefined ? new Date() : new Date(time)).toISOString().slice(0, 10);
    for (let attempt = 1; attempt <= attempts; attempt++) {
      const written = await bringUpToDate(tools, today);
      if (written) return { written };
    }
    throw new Error(`other runs changed the reports ${attempts} times while this one wrote them`);
  };
};
