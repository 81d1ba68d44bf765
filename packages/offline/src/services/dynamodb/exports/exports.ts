import { randomBytes, randomUUID } from "node:crypto";
import type { Cursor, TableDescription } from "dynalite/db";
import { AwsError, notImplemented } from "../../../protocol/service";
import type { Targets } from "../../../protocol/targets";
import { tableArn } from "../access";
import { type ContinuousBackups, tableNotFound } from "../continuous-backups";
import type { Database } from "../database";
import { DynamoDbError, validationError } from "../errors";
import { prefixes } from "../storage";
import { listPage } from "./list";
import { describe, type ExportRecord, idOf, isExport } from "./record";
import { type ExportRequest, readRequest } from "./request";
import { writeExport } from "./run";

/** API_ExportTableToPointInTime, API_ListExports, and "Service, account, and table quotas", Amazon DynamoDB. */
const limits = {
  tokenMs: 8 * 60 * 60 * 1000,
  keptMs: 90 * 24 * 60 * 60 * 1000,
  /** Exports of an account at a time. */
  atOnce: 300,
  /** DynamoDB knows the times of recovery to the second. */
  resolutionMs: 1000,
} as const;

export interface ExportsContext {
  database: Database;
  backups: ContinuousBackups;
  targets: Pick<Targets, "putObject">;
}

interface Job {
  record: ExportRecord;
  items: Cursor<unknown>;
  callerArn: string;
}

/**
 * Exports of tables into buckets. One is written at a time, in the order in which they were asked for; each holds the
 * table as it was then, and takes none of its capacity.
 *
 * The state that an export holds ends with the process, so one that is interrupted has failed, and the next start says
 * so.
 */
export class Exports {
  private readonly records = new Map<string, ExportRecord>();
  private readonly jobs: Job[] = [];
  private readonly stop = new AbortController();
  private working: Promise<void> | undefined;

  private constructor(private readonly context: ExportsContext) {}

  static async load(context: ExportsContext): Promise<Exports> {
    const exports = new Exports(context);
    for await (const [, value] of context.database.storage.entries(prefixes.export))
      if (isExport(value)) exports.records.set(value.arn, value);
    for (const record of exports.records.values())
      if (record.status === "IN_PROGRESS") await exports.keep({ ...record, ...exports.failed(interrupted) });
    return exports;
  }

  /**
   * ExportTableToPointInTime: begins an export in the name of the caller.
   *
   * @throws {AwsError} what the operation answers
   */
  async begin(input: Record<string, unknown>, callerArn: string): Promise<unknown> {
    const { storage } = this.context.database;
    if (!storage.isOpen) await storage.recover();
    const request = readRequest(input);
    const before = this.repeated(request);
    if (before) return { ExportDescription: describe(before) };
    const table = this.tableOf(request);
    this.checkTime(table.TableName, request.exportTime);
    if (this.jobs.length >= limits.atOnce) throw tooMany();
    const record = this.recordOf(request, table);
    // The cursor reads the store as it is now, whatever is written later.
    const items = storage.values(prefixes.item(table.TableName));
    // A repetition that comes while this is on its way to the disk must find it.
    this.records.set(record.arn, record);
    try {
      await this.keep(record);
    } catch (error) {
      this.records.delete(record.arn);
      await items.close();
      throw error;
    }
    this.jobs.push({ record, items, callerArn });
    this.working ??= this.work();
    return { ExportDescription: describe(record) };
  }

  /** @throws {AwsError} what DescribeExport answers */
  describe({ ExportArn }: Record<string, unknown>): unknown {
    const arn = String(ExportArn);
    if (!/:table\/[^/]+\/export\/[^/]+$/.test(arn)) throw validationError("Invalid Export ARN");
    const record = this.records.get(arn);
    if (!record) throw new DynamoDbError("ExportNotFoundException", `Export not found: ${arn}`);
    return { ExportDescription: describe(record) };
  }

  /** @throws {AwsError} what ListExports answers */
  list(input: Record<string, unknown>): unknown {
    return listPage([...this.records.values()], input);
  }

  /** Forgets exports that ended 90 days ago. */
  async sweep(): Promise<void> {
    const limit = this.context.database.now() - limits.keptMs;
    const old = [...this.records.values()].filter(({ ended }) => ended !== undefined && ended < limit);
    for (const { arn } of old) this.records.delete(arn);
    await this.context.database.storage.write(old.map((record) => ({ type: "del", key: keyOf(record) })));
  }

  /** Ends; what is under way stays so, for the next start to tell that it failed. */
  async close(): Promise<void> {
    this.stop.abort();
    await this.working;
    for (const { items } of this.jobs.splice(0)) await items.close();
  }

  /**
   * The export that a request has begun before.
   *
   * @throws {AwsError} ExportConflictException for another request with its token
   */
  private repeated({ clientToken, asked }: ExportRequest): ExportRecord | undefined {
    const limit = this.context.database.now() - limits.tokenMs;
    for (const record of this.records.values()) {
      if (record.clientToken !== clientToken || (record.ended ?? Infinity) < limit) continue;
      if (record.asked === asked) return record;
      throw new DynamoDbError("ExportConflictException", "Duplicate request detected");
    }
    return undefined;
  }

  private tableOf({ tableArn: arn }: ExportRequest): TableDescription {
    const { catalog, location } = this.context.database;
    const [, name] = /^arn:aws:dynamodb:[^:]*:[^:]*:table\/([^/]+)$/.exec(arn) ?? [];
    if (name === undefined) throw validationError(`Invalid TableArn: ${arn}`);
    const table = catalog.get(name);
    if (!table || arn !== tableArn(location, name)) throw tableNotFound(name);
    if (this.context.backups.isOn(name)) return table;
    throw new DynamoDbError(
      "PointInTimeRecoveryUnavailableException",
      `Point in time recovery is not enabled for table '${name}'`,
    );
  }

  /** A table is known as it is now, and no longer as it was. */
  private checkTime(table: string, time: number | undefined): void {
    if (time === undefined || this.isNow(time)) return;
    if (this.context.backups.covers(table, time))
      throw notImplemented("DynamoDB", "ExportTableToPointInTime with an ExportTime in the past");
    throw new DynamoDbError(
      "InvalidExportTimeException",
      "The specified ExportTime is outside of the point in time recovery window",
    );
  }

  private isNow(time: number): boolean {
    const age = this.context.database.now() - time;
    return age >= 0 && age <= limits.resolutionMs;
  }

  private recordOf(
    request: ExportRequest,
    { TableName: table, TableId: tableId = "" }: TableDescription,
  ): ExportRecord {
    const started = this.context.database.now();
    const id = `${String(started).padStart(14, "0")}-${randomBytes(4).toString("hex")}`;
    const { tableArn: arn, asked, bucket, bucketOwner, prefix, type, exportTime = started } = request;
    const clientToken = request.clientToken ?? randomUUID();
    const common = { table, tableArn: arn, tableId, clientToken, asked, bucket, bucketOwner, prefix, type };
    return { arn: `${arn}/export/${id}`, status: "IN_PROGRESS", ...common, exportTime, started };
  }

  private async work(): Promise<void> {
    for (let job = this.jobs[0]; job && !this.stop.signal.aborted; job = this.jobs[0]) {
      await this.finish(job);
      this.jobs.shift();
    }
    this.working = undefined;
  }

  /** Never rejects: what cannot be kept is told by the next start. */
  private async finish(job: Job): Promise<void> {
    const { record, items } = job;
    const ending = await this.write(job)
      .then((completion) => ({ status: "COMPLETED" as const, ...completion }))
      .catch((error: unknown) => this.failed(error));
    await items.close();
    if (this.stop.signal.aborted) return;
    await this.keep({ ...record, ...ending }).catch(() => undefined);
  }

  private write({ record, items, callerArn }: Job): ReturnType<typeof writeExport> {
    const { database, targets } = this.context;
    const { signal } = this.stop;
    return writeExport({
      record,
      items,
      now: database.now,
      put: (key, object) => targets.putObject(`arn:aws:s3:::${record.bucket}/${key}`, object, callerArn, signal),
      signal,
    });
  }

  private failed(error: unknown): Pick<ExportRecord, "status" | "ended" | "failure"> {
    return { status: "FAILED", ended: this.context.database.now(), failure: failureOf(error) };
  }

  private async keep(record: ExportRecord): Promise<void> {
    await this.context.database.storage.write([{ type: "put", key: keyOf(record), value: record }]);
    this.records.set(record.arn, record);
  }
}

const keyOf = (record: ExportRecord): string => prefixes.export + idOf(record);

const interrupted = new Error("The host stopped before the export was complete. Export the table again.");

/** DynamoDB puts `S3` before S3's own codes, as in `S3NoSuchBucket`. */
const failureOf = (error: unknown): { code: string; message: string } =>
  error instanceof AwsError
    ? { code: `S3${error.code}`, message: error.message }
    : { code: "InternalServerError", message: error instanceof Error ? error.message : String(error) };

const tooMany = () =>
  new DynamoDbError(
    "LimitExceededException",
    `Subscriber limit exceeded: There is a limit of ${limits.atOnce} concurrent exports`,
  );
