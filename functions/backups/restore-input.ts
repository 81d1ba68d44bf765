import { createHash } from "node:crypto";
import { hasName } from "../kit/errors";
import type { KnownResources } from "./environment";
import type { Next, Position } from "./restore-progress";

/** What is done about items and objects that are otherwise than they were: they are left, or overwritten. */
export type Mode = "missing" | "replace";

/** What invokes the function. */
export interface RestoreInput {
  /** The day, or the whole id, of a backup; without it the backups that there are come as the answer. */
  date?: string;
  /** Default `missing`. `replace` also deletes what came after the backup. */
  mode?: Mode;
  /** Names of the tables to restore. */
  tables?: string[];
  /** What the keys of the objects to restore begin with. Without this and `tables`, everything is restored. */
  prefix?: string;
  /** Whether nothing is written, so that the answer tells what would be. */
  dryRun?: boolean;
  /** The stack's name, for mode `replace`. */
  confirm?: string;
  /** The bucket that keeps the backup; the stack's own by default. */
  archive?: string;
  /** How long the invocation may take. Default 50. */
  seconds?: number;
  /** What an unfinished restoration answered, to go on there. */
  next?: Next;
}

/** An input that makes sense, with what it leaves out. */
export interface RestoreRequest extends Pick<RestoreInput, "date" | "tables" | "prefix" | "next"> {
  mode: Mode;
  dryRun: boolean;
  archive: string;
  seconds: number;
  /** Stands for all of it that must stay the same in the next invocation. */
  fingerprint: string;
}

/** The stack's resources, and whose backups it may restore besides its own. */
export interface RestoreResources extends KnownResources {
  restoreFrom?: string;
}

/** What a person is told who asks for what cannot be: no failure of the function, which would ring an alarm. */
export const refusal = (reason: string): Error => Object.assign(new Error(reason), { name: refused });

const refused = "Refused";

export const isRefusal = (error: unknown): error is Error => hasName(error, refused);

interface Field {
  isRight: (value: unknown) => boolean;
  what: string;
}

const isText = (value: unknown): boolean => typeof value === "string";
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const secondsRange = { least: 5, most: 840 } as const;

const dateForm = /^\d{4}-\d{2}-\d{2}(T[\d-]+Z)?$/;

const fields: Record<keyof RestoreInput, Field> = {
  date: {
    isRight: (value) => typeof value === "string" && dateForm.test(value),
    what: "a day as YYYY-MM-DD, or the whole id of a backup",
  },
  mode: { isRight: (value) => value === "missing" || value === "replace", what: "missing or replace" },
  tables: {
    isRight: (value) => Array.isArray(value) && value.length > 0 && value.every(isText),
    what: "a list of names of tables; without it all are restored",
  },
  prefix: { isRight: isText, what: "what the keys of objects begin with" },
  dryRun: { isRight: (value) => typeof value === "boolean", what: "true or false" },
  confirm: { isRight: isText, what: "the stack's name" },
  archive: { isRight: isText, what: "the name of a bucket that keeps backups" },
  seconds: {
    isRight: (value) => typeof value === "number" && value >= secondsRange.least && value <= secondsRange.most,
    what: `a number from ${secondsRange.least} to ${secondsRange.most}`,
  },
  next: { isRight: (value) => isNext(value), what: "what an unfinished restoration answered as next" },
};

const phases: Position["phase"][] = ["verify", "indexes", "tables", "removals", "objects"];

const isNext = (value: unknown): boolean => {
  if (!isObject(value)) return false;
  const { backup, input, position, progress } = value;
  const isPosition = isObject(position) && phases.some((phase) => phase === position.phase);
  const isProgress = isObject(progress) && isObject(progress.tables) && isObject(progress.buckets);
  return isText(backup) && isText(input) && isPosition && isProgress && Array.isArray(progress.lost);
};

const isField = (name: string): name is keyof RestoreInput => Object.keys(fields).includes(name);

const refuseUnknown = (input: object): void => {
  for (const [name, value] of Object.entries(input)) {
    if (!isField(name))
      throw refusal(`there is no field ${name}: a restoration takes ${Object.keys(fields).join(", ")}`);
    if (value !== undefined && !fields[name].isRight(value)) throw refusal(`${name} must be ${fields[name].what}`);
  }
};

/** What makes no sense where no date says which backup is to be restored. */
const ofRestorations = ["mode", "tables", "prefix", "dryRun", "confirm", "next"] as const;

const archiveOf = ({ archive }: RestoreInput, own: RestoreResources): string => {
  if (archive === undefined || archive === own.archive || archive === own.restoreFrom) return archive ?? own.archive;
  const other = own.restoreFrom === undefined ? "no other one is configured" : `the other one is ${own.restoreFrom}`;
  throw refusal(`archive ${archive} may not be read: this stack's own is ${own.archive}, and ${other}`);
};

/**
 * @throws a {@link refusal} that says what is wrong with an input, and what to do
 */
export const checkInput = (input: RestoreInput | null | undefined, own: RestoreResources): RestoreRequest => {
  const given = input ?? {};
  if (typeof given !== "object" || Array.isArray(given))
    throw refusal("a restoration takes an object of fields, such as { date }");
  refuseUnknown(given);
  const { date, mode = "missing", tables, prefix, dryRun = false, confirm, seconds = 50, next } = given;
  const senseless = date === undefined ? ofRestorations.find((name) => given[name] !== undefined) : undefined;
  if (senseless !== undefined)
    throw refusal(`${senseless} takes a date: without one, the backups that there are come as the answer`);
  if (mode === "replace" && !dryRun && confirm !== own.stack)
    throw refusal(
      `mode replace overwrites what is otherwise and deletes what came after the backup: to go on, confirm must be the stack's name, ${own.stack}`,
    );
  const archive = archiveOf(given, own);
  const fingerprint = fingerprintOf([archive, date, mode, tables, prefix, dryRun]);
  if (next !== undefined && next.input !== fingerprint)
    throw refusal("next is of a restoration with another input: give it the same again, or begin without next");
  return { date, mode, tables, prefix, dryRun, archive, seconds, next, fingerprint };
};

const fingerprintOf = (parts: unknown[]): string =>
  createHash("sha256").update(JSON.stringify(parts)).digest("base64url").slice(0, 22);
