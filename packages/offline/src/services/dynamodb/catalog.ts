import type { TableDescription } from "dynalite/db";
import { prefixes, type Storage } from "./storage";

const isDescription = (value: unknown): value is TableDescription =>
  typeof value === "object" && value !== null && "TableStatus" in value;

/** DynamoDB takes seconds to make or change a table; we don't wait, and nothing is left half made by a crash. */
function settled(description: TableDescription): TableDescription {
  const copy = structuredClone(description);
  if (copy.TableStatus === "DELETING") return copy;
  copy.TableStatus = "ACTIVE";
  for (const index of copy.GlobalSecondaryIndexes ?? []) index.IndexStatus = "ACTIVE";
  return copy;
}

/** The tables there are. Each call asks for one, so they are kept in memory beside the storage. */
export class Catalog {
  private readonly tables = new Map<string, TableDescription>();

  private constructor(private readonly storage: Storage) {}

  static async load(storage: Storage): Promise<Catalog> {
    const catalog = new Catalog(storage);
    for await (const [name, description] of storage.entries(prefixes.table))
      if (isDescription(description)) catalog.tables.set(name, description);
    return catalog;
  }

  get(name: string): TableDescription | undefined {
    return this.tables.get(name);
  }

  names(): string[] {
    return [...this.tables.keys()].sort();
  }

  async put(name: string, value: unknown): Promise<void> {
    if (!isDescription(value)) throw new TypeError(`not the description of a table: ${name}`);
    const description = settled(value);
    this.tables.set(name, description);
    await this.storage.write([{ type: "put", key: prefixes.table + name, value: description }]);
  }

  async delete(name: string): Promise<void> {
    await this.storage.write([{ type: "del", key: prefixes.table + name }]);
    this.tables.delete(name);
  }
}
