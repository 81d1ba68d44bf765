import { createHash } from "node:crypto";
import { closeSync, openSync, readdirSync, readFileSync, readSync, type Stats, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import type { ClosureMaps } from "../../../closure-map/closure-map";
import { hasCode } from "../errors";
import type { Files, LargeFile, Properties } from "../graph/graph";
import { isRecord } from "../is-record";
import { isAsset, isFiles, open } from "./wire";

/** An asset over this size is read where it lies: recordings are read whole at each start. */
const largeBytes = 1024 ** 2;

/** Files that a program ships, wherever they lie, by absolute path: what tells that one of them has changed. */
export type Marks = Record<string, string>;

/** What a resource ships, by property. */
export interface Shipped {
  files: Record<string, Files>;
  largeFiles: Record<string, LargeFile>;
}

/** Whether no file has changed since it was marked. */
export const isUnchanged = (marks: Marks): boolean =>
  Object.entries(marks).every(([path, mark]) => {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats !== undefined && markOf(stats) === mark;
  });

/** Size and time of change; of a folder, whose entries have marks of their own, the time that one came or went. */
const markOf = (stats: Stats): string => `${stats.isDirectory() ? "folder" : stats.size} ${stats.mtimeMs}`;

/**
 * Reads the assets and archives of resources, and notes what it has read. Closures that Pulumi has serialized get source
 * maps, if they have none.
 */
export class Shipping {
  readonly marks: Marks = {};
  readonly #maps: Pick<ClosureMaps, "mapOf">;

  /** @param maps makes the source maps */
  constructor(maps: Pick<ClosureMaps, "mapOf">) {
    this.#maps = maps;
  }

  /**
   * The content of the assets and archives among a resource's properties; an asset is an archive with one file, named "".
   *
   * @throws Error for files that cannot be read, and remote assets, which this host does not fetch
   */
  of(properties: Properties): Shipped {
    const shipped: Shipped = { files: {}, largeFiles: {} };
    for (const [key, wrapped] of Object.entries(properties)) {
      const value = open(wrapped);
      if (!isFiles(value)) continue;
      const large = this.#large(value);
      if (large) shipped.largeFiles[key] = large;
      else shipped.files[key] = this.#read(value, "");
    }
    return shipped;
  }

  /** Marks a file or a folder that resources follow from. */
  note(path: string): void {
    this.#stats(path);
  }

  /** An asset, not an archive, that is a large file. */
  #large(value: Properties): LargeFile | undefined {
    const { path } = value;
    if (typeof path !== "string" || !isAsset(value)) return undefined;
    const stats = this.#stats(path);
    if (stats.isDirectory() || stats.size <= largeBytes) return undefined;
    return { path: resolve(path), size: stats.size, md5: md5Of(path) };
  }

  #read(wrapped: unknown, name: string): Files {
    const value = open(wrapped);
    if (!isFiles(value)) throw new Error(`${name} is neither an asset nor an archive`);
    if (typeof value.text === "string") return this.#mapped(value.text, name);
    if (typeof value.path === "string") return this.#readPath(value.path, name);
    if (!isRecord(value.assets)) throw remote(value.uri);
    const entries = Object.entries(value.assets).map(([key, asset]) => this.#read(asset, join(name, key)));
    return Object.assign({}, ...entries);
  }

  /** A text as a file, with its map if it is a closure that somebody's program has not mapped itself. */
  #mapped(text: string, name: string): Files {
    const isMapped = !name.endsWith(".js") || text.includes("\n//# sourceMappingURL=");
    const map = isMapped ? undefined : this.#maps.mapOf(text);
    if (!map || map.sources.length === 0) return { [name]: Buffer.from(text) };
    return {
      [name]: Buffer.from(`${text}\n//# sourceMappingURL=${basename(name)}.map`),
      [`${name}.map`]: Buffer.from(JSON.stringify(map)),
    };
  }

  #readPath(path: string, name: string): Files {
    if (!this.#stats(path).isDirectory()) return { [name]: readFileSync(path) };
    const entries = readdirSync(path).map((entry) => this.#readPath(join(path, entry), join(name, entry)));
    return Object.assign({}, ...entries);
  }

  /** Marks a file before it is read, so that no change is missed. */
  #stats(path: string): Stats {
    try {
      const stats = statSync(path);
      this.marks[resolve(path)] = markOf(stats);
      return stats;
    } catch (error) {
      if (hasCode(error, "ENOENT")) throw new Error(`the file ${resolve(path)} does not exist`);
      throw error;
    }
  }
}

const remote = (uri: unknown): Error =>
  new Error(`the asset ${String(uri)} is remote: only files and texts are served offline`);

/** The digest of a file that may be larger than memory. */
function md5Of(path: string): string {
  const hash = createHash("md5");
  const buffer = Buffer.allocUnsafe(largeBytes);
  const file = openSync(path, "r");
  try {
    for (let count = readSync(file, buffer); count > 0; count = readSync(file, buffer))
      hash.update(buffer.subarray(0, count));
  } finally {
    closeSync(file);
  }
  return hash.digest("hex");
}
