import { isRecord, membersOf } from "../../is-record";
import { givenMembers } from "../../protocol/json";
import { notImplemented } from "../../protocol/service";
import type { Database } from "./database";
import { constraintError, DynamoDbError } from "./errors";
import { prefixes } from "./storage";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PointInTimeRecoverySpecification.html */
const limits = { days: { least: 1, most: 35 }, dayMs: 24 * 60 * 60 * 1000 } as const;

/** How point-in-time recovery of a table is set. */
export interface Recovery {
  enabled: boolean;
  /** How far back a table can be recovered; 35 days if undefined. */
  days?: number;
}

/** Point-in-time recovery that is on. */
interface Recoverable {
  /** When it was switched on, in milliseconds since 1970. */
  since: number;
  days: number;
}

const isRecoverable = (value: unknown): value is Recoverable =>
  isRecord(value) && typeof value.since === "number" && typeof value.days === "number";

/**
 * The tables that have point-in-time recovery. The setting is kept and told; a history of the tables is not, so nothing
 * can be restored or exported as it was.
 */
export class ContinuousBackups {
  private readonly recoverable = new Map<string, Recoverable>();

  private constructor(private readonly database: Database) {}

  static async load(database: Database): Promise<ContinuousBackups> {
    const backups = new ContinuousBackups(database);
    for await (const [table, value] of database.storage.entries(prefixes.recovery))
      if (isRecoverable(value) && database.catalog.get(table)) backups.recoverable.set(table, value);
    return backups;
  }

  /** Whether a table can be exported. */
  isOn(table: string): boolean {
    return this.recoverable.has(table);
  }

  /** Switches it on or off. One that is on stays on since when it was. */
  async set(table: string, { enabled, days = limits.days.most }: Recovery): Promise<void> {
    const key = prefixes.recovery + table;
    if (!enabled) {
      if (!this.recoverable.delete(table)) return;
      return this.database.storage.write([{ type: "del", key }]);
    }
    const value = { since: this.recoverable.get(table)?.since ?? this.database.now(), days };
    this.recoverable.set(table, value);
    await this.database.storage.write([{ type: "put", key, value }]);
  }

  /** @throws {AwsError} what UpdateContinuousBackups answers */
  async update(table: string, specification: unknown): Promise<unknown> {
    this.mustExist(table);
    const { PointInTimeRecoveryEnabled: enabled, RecoveryPeriodInDays: days, ...others } = membersOf(specification);
    const [unknown] = givenMembers(others);
    if (unknown !== undefined)
      throw notImplemented("DynamoDB", `UpdateContinuousBackups with PointInTimeRecoverySpecification.${unknown}`);
    const path = "pointInTimeRecoverySpecification";
    if (typeof enabled !== "boolean")
      throw constraintError("null", `${path}.pointInTimeRecoveryEnabled`, "Member must not be null");
    await this.set(table, { enabled, days: daysOf(days, `${path}.recoveryPeriodInDays`) });
    return this.describe(table);
  }

  /**
   * What DescribeContinuousBackups answers. DynamoDB can restore up to about five minutes ago; here that is now.
   *
   * @throws {AwsError} TableNotFoundException
   */
  describe(table: string): unknown {
    this.mustExist(table);
    const recoverable = this.recoverable.get(table);
    return {
      ContinuousBackupsDescription: {
        ContinuousBackupsStatus: "ENABLED",
        PointInTimeRecoveryDescription: recoverable
          ? {
              PointInTimeRecoveryStatus: "ENABLED",
              RecoveryPeriodInDays: recoverable.days,
              EarliestRestorableDateTime: this.earliest(recoverable) / 1000,
              LatestRestorableDateTime: this.database.now() / 1000,
            }
          : { PointInTimeRecoveryStatus: "DISABLED" },
      },
    };
  }

  /**
   * Whether a time, in milliseconds since 1970, is one that a table could be recovered to, by the setting alone: there
   * is no history to do it with.
   */
  covers(table: string, time: number): boolean {
    const recoverable = this.recoverable.get(table);
    return recoverable !== undefined && time >= this.earliest(recoverable) && time <= this.database.now();
  }

  private earliest({ since, days }: Recoverable): number {
    return Math.max(since, this.database.now() - days * limits.dayMs);
  }

  private mustExist(table: string): void {
    if (!this.database.catalog.get(table)) throw tableNotFound(table);
  }
}

export const tableNotFound = (table: string): DynamoDbError =>
  new DynamoDbError("TableNotFoundException", `Table not found: ${table}`);

function daysOf(value: unknown, member: string): number | undefined {
  if (value === undefined || value === null) return undefined;
  const { least, most } = limits.days;
  if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) return value;
  const bound = Number(value) > most ? `less than or equal to ${most}` : `greater than or equal to ${least}`;
  throw constraintError(`'${String(value)}'`, member, `Member must have value ${bound}`);
}
