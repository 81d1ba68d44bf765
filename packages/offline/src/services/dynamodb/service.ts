import { crc32 } from "node:zlib";
import { atMost } from "../../protocol/body";
import { givenMembers, type JsonInput, readJson } from "../../protocol/json";
import { Metrics } from "../../protocol/metrics";
import { awsService, type Operation, type Operations, type Protocol } from "../../protocol/operations";
import type { AwsResponse, AwsService, Call, Location } from "../../protocol/service";
import { type Target, Targets } from "../../protocol/targets";
import { ContinuousBackups } from "./continuous-backups";
import { Database } from "./database";
import { DynamoDbError, errorBody, fromDynalite } from "./errors";
import { Exports } from "./exports/exports";
import type { Faults } from "./faults";
import { TableMetrics } from "./metrics";
import { nestedTooDeeply } from "./nesting";
import { partialBatch } from "./partial-batch";
import { apiOf, membersOf, operationNames, type Plan, planOf, type Planning } from "./plan";
import type { Opening } from "../../storage/opening";
import { rebuildIndexes } from "./rebuild";
import { recordStream } from "./streams/record-stream";
import { createDeclared, type TableSettings } from "./tables";
import { TimeToLive } from "./time-to-live";
import { Tokens } from "./tokens";

export { Faults, type Fault } from "./faults";
export type { TableSettings } from "./tables";

const sweepEveryMs = 60_000;

export interface DynamoDbSettings {
  /** Where the data is kept; in memory if undefined. One host at a time may use it. */
  directory?: string;
  location: Location;
  /** The tables a program declares. */
  tables: TableSettings[];
  /** Milliseconds since 1970; the system's clock if undefined. */
  now?: () => number;
  /** What goes wrong on purpose. */
  faults?: Faults;
  /** What is reported to; a collector that nobody reads if undefined. */
  metrics?: Metrics;
  /** Where exports are written to; nowhere, if undefined. */
  targets?: Pick<Targets, "putObject">;
  opening?: Opening;
}

/**
 * Opens the embedded DynamoDB: dynalite's operations, with transactions, time to live, exports and atomic indexes on
 * top.
 *
 * It differs from the cloud where waiting or scarcity is the cloud's own: tables are there at once, reads see every
 * write, throughput is not limited, and two transactions on one item wait for each other instead of conflicting.
 *
 * @throws UserError if the folder cannot be opened, is damaged and not to be repaired, or its tables have other keys or
 *   indexes
 */
export async function openDynamoDb(settings: DynamoDbSettings): Promise<DynamoDb> {
  const { tables, now = Date.now, faults, metrics = new Metrics({ now }), targets = new Targets() } = settings;
  const database = await Database.open({ ...settings, now, metrics: new TableMetrics(metrics) });
  const { catalog } = database;
  metrics.eachMinute(() => {
    for (const name of catalog.names()) {
      const table = catalog.get(name);
      if (table) database.metrics.provisioned(table);
    }
  });
  try {
    await createDeclared(database, tables);
    if (database.storage.isRepaired) await rebuildIndexes(database);
    const timeToLive = await TimeToLive.load(database);
    for (const { name, ttl } of tables) await timeToLive.set(name, ttl?.enabled ? ttl.attributeName : undefined);
    const backups = await ContinuousBackups.load(database);
    for (const { name, pointInTimeRecovery } of tables)
      await backups.set(name, pointInTimeRecovery ?? { enabled: false });
    const exports = await Exports.load({ database, backups, targets });
    const guarded = namesOf(tables, ({ deletionProtectionEnabled }) => deletionProtectionEnabled);
    const tokens = await Tokens.load(database);
    return new DynamoDb({ database, timeToLive, backups, exports, guarded, tokens }, faults);
  } catch (error) {
    await database.storage.close();
    throw error;
  }
}

const namesOf = (tables: TableSettings[], are: (table: TableSettings) => boolean | undefined): Set<string> =>
  new Set(tables.filter(are).map(({ name }) => name));

/** DynamoDB's operations behind its JSON protocol; made by {@link openDynamoDb}. */
export class DynamoDb {
  /** What the endpoint serves. */
  readonly aws: AwsService;
  /** The streams of its tables, as functions are invoked by them. */
  readonly target: Target;
  private readonly timer: NodeJS.Timeout;
  private sweeping: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly planning: Planning,
    faults: Faults | undefined,
  ) {
    this.aws = awsService("dynamodb", protocol, operationsOn(planning, faults));
    const { catalog, streams } = planning.database;
    this.target = { stream: (arn) => recordStream(arn, catalog, streams) };
    // A sweep that fails is tried again; the items stay until then.
    this.timer = setInterval(() => void this.sweep().catch(() => undefined), sweepEveryMs).unref();
  }

  /** Deletes expired items and forgets old transactions, exports and records of streams, as happens once a minute; returns how many items went. */
  async sweep(): Promise<number> {
    const sweep = this.sweeping.then(async () => {
      await this.planning.tokens.sweep();
      await this.planning.exports.sweep();
      await this.planning.database.streams.sweep();
      return this.planning.timeToLive.sweep();
    });
    this.sweeping = sweep.catch(() => undefined);
    return sweep;
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.sweeping;
    await this.planning.exports.close();
    await this.planning.database.storage.close();
  }
}

/** What a batch may be (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html). */
const largestRequest = atMost(16 * 1024 ** 2);

const protocol: Protocol<JsonInput, unknown> = {
  denial: { code: "AccessDeniedException", status: 400 },
  bodyLimit: () => largestRequest,
  async read(request) {
    const { api, operation, input } = await readJson(request, nestedTooDeeply);
    if (api !== apiOf(operation)) throw new DynamoDbError("UnknownOperationException", "");
    return { operation, input };
  },
  givenMembers,
  write: (_, output, { requestId }) => respond(200, output, requestId),
  fail: (error, requestId) => respond(error.status, errorBody(error), requestId),
};

/** What a request needs and does comes of one plan, which takes reading the request's expressions. */
function operationsOn(planning: Planning, faults: Faults | undefined): Operations<JsonInput, unknown> {
  const plans = new WeakMap<JsonInput, Plan>();
  const planFor = (operation: string, input: JsonInput): Plan => {
    const plan = plans.get(input) ?? planOf(operation, input, planning);
    plans.set(input, plan);
    return plan;
  };
  const entries = operationNames.map((name): [string, Operation<JsonInput, unknown>] => [
    name,
    {
      members: membersOf(name),
      access: (input: JsonInput) => planFor(name, input).access,
      run: async (input: JsonInput, { callerArn }: Call): Promise<unknown> => {
        const { tables, act } = planFor(name, input);
        const { metrics } = planning.database;
        const began = performance.now();
        try {
          const isLeft = await faults?.meet(name, tables);
          const part = isLeft && partialBatch(name, input, isLeft);
          const answer = part
            ? part.finish(await planOf(name, part.input, planning).act(callerArn))
            : await act(callerArn);
          metrics.succeeded(name, tables, performance.now() - began, answer);
          return answer;
        } catch (error) {
          const answered = fromDynalite(error);
          metrics.failed(name, tables, answered);
          throw answered;
        }
      },
    },
  ]);
  return Object.fromEntries(entries);
}

function respond(status: number, answer: unknown, requestId: string): AwsResponse {
  // Operations without an answer, such as TagResource, have no body at all.
  const body = answer === "" ? "" : JSON.stringify(answer);
  const headers = {
    "content-type": "application/x-amz-json-1.0",
    "x-amzn-RequestId": requestId,
    "x-amz-crc32": String(crc32(body)),
  };
  return { status, headers, body };
}
