import { resolve, sep } from "node:path";
import { setTimeout } from "node:timers/promises";
import { type FSWatcher, watch } from "chokidar";
import { outside } from "../program/content";

/** What editors write beside a file while they save it. */
const ofEditors = /(~|\.sw[a-z]|\.tmp|\.crswap|\.DS_Store)$|^\.#|^4913$|^___jb_/;

/** So long a file must be left alone, in milliseconds: editors write it in several steps. */
const quietMilliseconds = 20;

export interface WatcherOptions {
  /** Folder of the program. */
  folder: string;
  /** The host's data folder, which is none of the program's. */
  data: string;
  /** Told when files have changed, and are left alone again. */
  onChange: () => void;
  onError: (error: unknown) => void;
}

/** Watches a program's files: all below its folder but packages, and what it ships from elsewhere. */
export class Watcher {
  private readonly watcher: FSWatcher;
  private changes = 0;

  /** It has seen what there is: no change is missed from then on. */
  readonly ready: Promise<void>;

  constructor(private readonly options: WatcherOptions) {
    const { folder, data, onError } = options;
    const isNone = (path: string): boolean => {
      if (resolve(path) === resolve(data)) return true;
      const below = path.startsWith(folder) ? path.slice(folder.length).split(/[\\/]/) : [];
      return below.some((part) => outside.has(part)) || ofEditors.test(below.at(-1) ?? "");
    };
    this.watcher = watch(folder, { ignored: isNone, ignoreInitial: true });
    this.watcher.on("all", (event) => void this.note(event));
    this.watcher.on("error", onError);
    this.ready = new Promise((ready) => this.watcher.once("ready", () => ready()));
  }

  /** Watches files besides, wherever they are: those of the folder it watches already, and packages do not change. */
  add(paths: string[]): void {
    const isWatched = (path: string): boolean => path.startsWith(this.options.folder + sep);
    const isPackage = (path: string): boolean => path.split(sep).some((part) => outside.has(part));
    this.watcher.add(paths.filter((path) => !isWatched(path) && !isPackage(path)));
  }

  async close(): Promise<void> {
    await this.watcher.close();
  }

  private async note(event: string): Promise<void> {
    // A folder comes and goes with its files.
    if (event === "addDir" || event === "unlinkDir") return;
    const change = ++this.changes;
    await setTimeout(quietMilliseconds);
    if (change === this.changes) this.options.onChange();
  }
}
