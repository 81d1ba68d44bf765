import { cpSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ClassicLevel } from "classic-level";
import { type DynamoDb, openDynamoDb } from "../../../../src/services/dynamodb/service";
import { type Opening, strictly } from "../../../../src/storage/opening";
import { TestFolder } from "../../../support/damage";
import { call } from "./direct";
import { location, notes } from "./fixture";

/** How many items {@link TestStore.fill} puts. */
export const count = 120;

/** A store in a folder of its own, with the table `notes`. */
export class TestStore {
  readonly folder = new TestFolder();
  readonly directory = this.folder.file("dynamodb");

  open(opening: Opening = strictly): Promise<DynamoDb> {
    return openDynamoDb({ directory: this.directory, location, tables: [notes], opening });
  }

  /** Opens it, uses it and closes it. */
  async within<Result>(use: (service: DynamoDb) => Promise<Result>, opening?: Opening): Promise<Result> {
    const service = await this.open(opening);
    try {
      return await use(service);
    } finally {
      await service.close();
    }
  }

  /** A file of LevelDB's. */
  file(pattern: RegExp): string {
    return join(this.directory, readdirSync(this.directory).find((name) => pattern.test(name)) ?? "");
  }

  /** Changes what is stored behind the store's back; it has no seal then, as after a kill. */
  async tamper(change: (level: ClassicLevel<string, string>) => Promise<unknown>): Promise<void> {
    const level = new ClassicLevel<string, string>(this.directory);
    await change(level);
    await level.close();
    this.unseal();
  }

  unseal(): void {
    rmSync(join(this.directory, "seal"), { force: true });
  }

  /** Leaves it filled and closed. */
  async closed(): Promise<void> {
    await this.within(fill);
  }

  /** Leaves it filled, as a process that was killed leaves it. */
  async killed(): Promise<void> {
    const service = await this.open();
    await fill(service);
    cpSync(this.directory, this.folder.file("copy"), { recursive: true });
    await service.close();
    rmSync(this.directory, { recursive: true });
    cpSync(this.folder.file("copy"), this.directory, { recursive: true });
  }

  /** Leaves it filled and closed, with its items in a table of LevelDB's and not in its log. */
  async settled(): Promise<void> {
    await this.closed();
    await this.within(async () => undefined);
  }

  /** As {@link settled}, by a process that was killed. */
  async settledAndKilled(): Promise<void> {
    await this.settled();
    this.unseal();
  }
}

export function put(service: DynamoDb, at: number): Promise<unknown> {
  const keys = { id: { S: `note-${at}` }, topic: { S: `topic-${at % 3}` }, at: { N: String(at) } };
  return call(service, "PutItem", { TableName: "notes", Item: { ...keys, text: { S: `${at}`.repeat(50) } } });
}

export async function fill(service: DynamoDb): Promise<void> {
  for (let at = 0; at < count; at++) await put(service, at);
}

/** The ids of all items that a scan finds. */
export async function idsIn(service: DynamoDb, IndexName?: string): Promise<string[]> {
  const { Items } = await call(service, "Scan", { TableName: "notes", IndexName });
  return (Array.isArray(Items) ? Items : []).map(({ id }) => String(id.S)).sort();
}

/** The first key behind another. */
export const keyAfter = async (level: ClassicLevel<string, string>, gt: string): Promise<string> =>
  (await level.keys({ gt }).next()) ?? "";
