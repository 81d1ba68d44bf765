import type { Restoration } from "../../functions/backups/restore";
import type { RestoreInput } from "../../functions/backups/restore-input";
import type { Api } from "../support/api";
import type { Stores } from "./stores";

/** Where backups are made and restored, and where something always comes between. */
export interface Site {
  stores: Stores;
  api: Api;
  /** The stack's name, by which people confirm what cannot be undone. */
  stack: string;
  /** Makes a backup, and returns when it is complete and all is quiet. */
  backUp(): Promise<void>;
  /** Restores from a backup, to the end. */
  restore(input: RestoreInput): Promise<Restoration>;
  /** Returns when nothing that was triggered is under way. */
  untilIdle(): Promise<void>;
  /** What has come between so far, for people. */
  story(): string;
  close(): Promise<void>;
}

export interface SiteOptions {
  /** Folder for the host's data. */
  folder: string;
  seed: number;
  /** Called whenever the host begins anew: then all backups that there are must be whole. */
  audit: () => Promise<void>;
}
