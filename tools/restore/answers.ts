import { UserError } from "../../packages/offline/src/errors";
import { propertiesOf } from "../json";

/** What became of a table's items or a bucket's objects. */
export type Counts = Record<(typeof outcomes)[number] | "removed", number>;

/** In the order in which people read them. */
export const outcomes = ["restored", "equal", "different", "missing", "pending"] as const;

export interface BackupSummary {
  id: string;
  completedAt: string;
  items: number;
  objects: number;
}

/** What the restore function takes. */
export interface RestoreInput {
  date?: string;
  mode?: string;
  tables?: string[];
  prefix?: string;
  dryRun?: boolean;
  confirm?: string;
  archive?: string;
  seconds?: number;
  next?: Next;
}

/** What an unfinished restoration wants back; it is passed on as it is. */
export interface Next {
  position: { phase: string };
}

/** What the restore function answers about one backup. */
export interface Restoration {
  status: "complete" | "unfinished" | "pending";
  backup: string;
  mode: string;
  dryRun: boolean;
  tables: Record<string, Counts>;
  buckets: Record<string, Counts>;
  lost?: string[];
  absent?: string[];
  next?: Next;
  when?: string;
}

export type Answer = Restoration | { backups: BackupSummary[] };

/**
 * @throws UserError with the reason of a refusal
 * @throws TypeError for what the restore function does not answer
 */
export function readAnswer(text: string): Answer {
  const answer: Answer = JSON.parse(text);
  const { backups, status, reason, tables, buckets } = propertiesOf(answer);
  if (status === "refused") throw new UserError(String(reason));
  if (Array.isArray(backups)) return answer;
  if (typeof status === "string" && typeof tables === "object" && typeof buckets === "object") return answer;
  throw new TypeError(`the restore function answered ${text}`);
}
