import { isPassing } from "../../functions/backups/clock";
import { type Restoration, restore } from "../../functions/backups/restore";
import type { RestoreInput } from "../../functions/backups/restore-input";
import type { RestoreTools } from "../../functions/backups/restore-run";
import { runBackup } from "../../functions/backups/run";
import type { Host } from "../../packages/offline/src/host/host";
import { Faults } from "../../packages/offline/src/services/dynamodb/faults";
import { output, testHost } from "../../packages/offline/test/support/host";
import { type Api, apiOf } from "../support/api";
import { FastClock } from "../support/backup-desk";
import { hasUnfinished, listBackups } from "./archive";
import { Chance } from "./chance";
import { resourcesOf } from "./door";
import { Life } from "./life";
import { untilIdle } from "./pending";
import type { Site, SiteOptions } from "./site";
import { openStores, type Stores } from "./stores";

/** How often a backup, or a restoration, may be gone on with. */
const most = 500;

/** Milliseconds that Lambda leaves a restoration. */
const remaining = 900_000;

/** Calls that a run makes at most that is ended; most are ended sooner. */
const longestLife = 300;

/** How probable it is of each call, and of each part of a batch, that a table has no capacity for it. */
const scarcity = { calls: 0.1, parts: 0.3 } as const;

/**
 * The program on a host of this process, whose tables are short of capacity. Backups and restorations run by hand: their
 * time is up at any moment, they are ended at any call, and others are at the same backup.
 */
export class DeskSite implements Site {
  readonly stack = "desk";
  readonly api: Api;
  private readonly chance: Chance;
  private readonly scarce: Chance;
  private readonly counts = { runs: 0, ends: 0 };

  private constructor(
    private readonly host: Host,
    private readonly faults: Faults,
    private readonly usesExports: boolean,
    private readonly options: SiteOptions,
    readonly stores: Stores,
  ) {
    this.api = apiOf(host);
    this.chance = new Chance(options.seed);
    this.scarce = this.chance.fork();
  }

  static async open(stack: string, options: SiteOptions): Promise<DeskSite> {
    const faults = new Faults();
    const config = { "atelier:backupSchedule": "cron(0 2 29 2 ? 2000)", "atelier:canaryMinutes": "0" };
    const host = await testHost({ stack, faults, data: options.folder, config });
    const stores = await openStores(
      host.url,
      host.graph.region,
      await resourcesOf(host),
      output(host, "archiveBucket"),
    );
    return new DeskSite(host, faults, stack === "prod", options, stores);
  }

  async backUp(): Promise<void> {
    const before = (await listBackups(this.stores)).length;
    const isDue = async () => (await hasUnfinished(this.stores)) || (await listBackups(this.stores)).length === before;
    await this.whileScarce(async () => {
      for (let runs = 0; await isDue(); runs++) {
        if (runs > most) throw new Error(`a backup is not complete after ${most} runs`);
        const others = this.chance.happens(0.2) ? [this.run()] : [];
        await Promise.all([this.run(), ...others]);
        await this.options.audit();
      }
    });
  }

  async restore(input: RestoreInput): Promise<Restoration> {
    return this.whileScarce(async () => {
      let next: RestoreInput["next"];
      let keys: RestoreTools["keys"];
      // One for all slices, since each waits until what those before have spent is paid for.
      const clock = new FastClock().bound;
      for (let slices = 0; slices < most; slices++) {
        const done = await this.living(async ({ tables, storage }) => {
          const tools: RestoreTools = { tables, storage, clock, keys };
          const answer = await restore(tools, this.own(), { ...input, seconds: 5, next }, context);
          ({ keys } = tools);
          return answer;
        });
        if (done === undefined) keys = undefined;
        if (done === undefined && this.chance.happens(0.2)) next = undefined;
        if (done === undefined || "backups" in done) continue;
        if (done.status !== "unfinished") return done;
        next = done.next;
      }
      throw new Error(`a restoration is not complete after ${most} slices`);
    });
  }

  async untilIdle(): Promise<void> {
    await untilIdle(this.options.folder, "");
  }

  story(): string {
    return `${this.counts.runs} runs, ${this.counts.ends} ended`;
  }

  async close(): Promise<void> {
    this.stores.close();
    await this.host.close();
  }

  private own() {
    const { archive, tables, buckets } = this.stores;
    return { stack: this.stack, archive, tables, buckets };
  }

  private async run(): Promise<void> {
    const { tables: named } = this.stores;
    const settings = { ...this.own(), version: "1", usesExports: this.usesExports, share: 1, tables: named };
    const event = (await hasUnfinished(this.stores)) ? ({ mode: "continue" } as const) : {};
    await this.living(async ({ tables, storage }) => {
      const archive = { storage, bucket: this.stores.archive };
      let looks = this.chance.happens(0.5) ? this.chance.below(20) : Infinity;
      const clock = new FastClock(() => --looks < 0).bound;
      return runBackup({ archive, tables, clock }, settings, event);
    });
  }

  /** Does something with clients that may be ended; returns undefined where they were, or where no capacity was left. */
  private async living<Result>(act: (life: Life) => Promise<Result>): Promise<Result | undefined> {
    const calls = this.chance.happens(0.5) ? Math.ceil(longestLife ** this.chance.next()) : Infinity;
    const life = new Life(this.host, this.chance.fork(), calls);
    this.counts.runs += 1;
    try {
      return await act(life);
    } catch (error) {
      if (life.isEnded) this.counts.ends += 1;
      else if (!isPassing(error)) throw error;
      return undefined;
    } finally {
      life.close();
    }
  }

  private async whileScarce<Result>(act: () => Promise<Result>): Promise<Result> {
    const error = "ProvisionedThroughputExceededException";
    const when = () => this.scarce.happens(scarcity.calls);
    const unprocessed = () => this.scarce.happens(scarcity.parts);
    const lifts = [
      ...["BatchWriteItem", "BatchGetItem"].map((operation) => this.faults.plan({ operation, unprocessed })),
      ...["Scan", "PutItem", "BatchGetItem", "BatchWriteItem"].map((operation) =>
        this.faults.plan({ operation, when, error }),
      ),
    ];
    try {
      return await act();
    } finally {
      for (const lift of lifts) lift();
    }
  }
}

const context = { getRemainingTimeInMillis: () => remaining };
