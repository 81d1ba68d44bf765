import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import type { Restoration } from "../../functions/backups/restore";
import type { RestoreInput } from "../../functions/backups/restore-input";
import { Command } from "../../packages/offline/test/support/command";
import { administratorOf } from "../../packages/offline/test/support/sdk";
import { propertiesOf } from "../../tools/json";
import { type Api, apiAt } from "../support/api";
import { hasUnfinished, listBackups } from "./archive";
import { Chance } from "./chance";
import { type Door, fire, outputsOf, regionOf, resourcesOf } from "./door";
import { Kills } from "./kills";
import { untilIdle } from "./pending";
import type { Site, SiteOptions } from "./site";
import { openStores, raiseCapacity, type Stores } from "./stores";

/** Units a second of each table: restoring takes long enough to be interrupted, and no longer. */
const units = 200;

/** A schedule that never comes, so that only the drill makes backups; and nobody else who writes. */
const config = ["backupSchedule=cron(0 2 29 2 ? 2000)", "backupCapacityPercent=100", "canaryMinutes=0", "dockerHost="];

/** How often a backup, or a restoration, may be gone on with. */
const most = 50;

/** What a run says of an export that a kill has interrupted; the next one asks for another. */
const interrupted = /The host stopped before the export was complete/;

/** The program on a host in a process of its own that is killed again and again, at any moment. */
export class KilledSite implements Site {
  private readonly kills: Kills;
  private readonly chance: Chance;
  private readonly counts = { runs: 0, interrupted: 0, slices: 0 };

  private constructor(
    private command: Command,
    private readonly options: SiteOptions,
    private readonly door: Door,
    readonly stack: string,
    readonly stores: Stores,
    readonly api: Api,
    private readonly names: { restore: string; run: string },
  ) {
    this.chance = new Chance(options.seed);
    this.kills = new Kills(this.chance.fork(), () => this.startAgain());
  }

  static async open(stack: string, options: SiteOptions): Promise<KilledSite> {
    const command = start(stack, options.folder, "0");
    const door = { url: new URL(await command.url()).origin, token: command.token };
    const {
      apiUrl = "",
      apiKey = "",
      archiveBucket = "",
      restoreFunction = "",
      dataBucket = "",
    } = await outputsOf(door);
    const [region, resources] = [await regionOf(door), await resourcesOf(door)];
    const stores = await openStores(door.url, region, resources, archiveBucket);
    const run = resources.find(({ type, name }) => type === "aws:lambda/function:Function" && name === "backups-run");
    const api = apiAt({ url: apiUrl, key: apiKey, awsEndpoint: door.url, region, dataBucket, siteUrl: "" });
    const names = { restore: restoreFunction, run: run?.id ?? "" };
    await raiseCapacity(stores, units);
    return new KilledSite(command, options, door, stack, stores, api, names);
  }

  /** Fires the schedules as people do, until the backup is there. */
  async backUp(): Promise<void> {
    this.kills.plan();
    const before = (await listBackups(this.stores)).length;
    for (let fired = 0; ; fired++) {
      const schedule = await this.dueSchedule(before);
      if (schedule === undefined) return;
      if (fired > most) throw new Error(`a backup is not complete after ${most} runs`);
      this.counts.runs += 1;
      const done = await this.kills.during("backup", () => fire(this.door, schedule));
      if (done?.result === undefined) continue;
      if (!interrupted.test(done.result)) throw new Error(done.result);
      this.counts.interrupted += 1;
    }
  }

  /** Asks for slice after slice, as `npm run restore` does. */
  async restore(input: RestoreInput): Promise<Restoration> {
    this.kills.plan();
    let next: RestoreInput["next"];
    for (let asked = 0; asked < most; asked++) {
      const done = await this.kills.during("restoration", () => this.ask({ ...input, seconds: 5, next }));
      this.counts.slices += 1;
      if (!done) {
        if (this.chance.happens(0.5)) next = undefined;
        continue;
      }
      if (done.result.status !== "unfinished") return done.result;
      next = done.result.next;
    }
    throw new Error(`a restoration is not complete after ${most} slices`);
  }

  async untilIdle(): Promise<void> {
    await untilIdle(this.options.folder, this.names.run);
  }

  story(): string {
    const { runs, interrupted, slices } = this.counts;
    return `${this.kills.count} kills, ${runs} runs (exports interrupted in ${interrupted}), ${slices} slices`;
  }

  async close(): Promise<void> {
    this.stores.close();
    await this.command.kill();
  }

  /** What is to be fired; undefined where there are more backups than before, and nothing is under way. */
  private async dueSchedule(before: number): Promise<string | undefined> {
    if (await hasUnfinished(this.stores)) return "backups-continue";
    // What was fired before a kill may not have begun yet.
    const waiting = await untilIdle(this.options.folder, this.names.run);
    if (await hasUnfinished(this.stores)) return "backups-continue";
    if ((await listBackups(this.stores)).length === before) return "backups-daily";
    if (waiting === 0) return undefined;
    // At a start all events are tried again; those that are left would begin a backup on another day.
    await this.startAgain();
    return this.dueSchedule(before);
  }

  private async ask(input: RestoreInput): Promise<Restoration> {
    const lambda = new LambdaClient({ ...administratorOf(this.door), maxAttempts: 1 });
    try {
      const invoke = new InvokeCommand({ FunctionName: this.names.restore, Payload: JSON.stringify(input) });
      const { FunctionError, Payload } = await lambda.send(invoke);
      const answer = JSON.parse(Payload?.transformToString() ?? "");
      if (FunctionError !== undefined) throw new Error(String(propertiesOf(answer).errorMessage));
      return answer;
    } finally {
      lambda.destroy();
    }
  }

  /** Starts on the same data, at the same address. Half of the time nobody waits until it has done what it was at. */
  private async startAgain(): Promise<void> {
    await this.command.kill();
    this.command = start(this.stack, this.options.folder, new URL(this.door.url).port);
    await this.command.url();
    if (this.chance.happens(0.5)) await this.untilIdle();
    await this.options.audit();
  }
}

const start = (stack: string, folder: string, port: string): Command =>
  new Command(
    ...["--stack", stack, "--port", port, "--data", folder],
    ...config.flatMap((setting) => ["--config", `atelier:${setting}`]),
  );
