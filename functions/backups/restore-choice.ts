import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import {
  type Archive,
  type Backup,
  type BucketBackup,
  isLost,
  type Named,
  places,
  readBackup,
  type TableBackup,
} from "./archive";
import { inParallel } from "./copies";
import { refusal, type RestoreRequest, type RestoreResources } from "./restore-input";

/** A backup as the list of them has it. */
export interface BackupSummary {
  id: string;
  completedAt: string;
  items: number;
  objects: number;
}

/** How many backups the list has at most. */
const longestList = 100;

/** How many dates the error names that finds none. */
const suggestions = 10;

/** Ids of the complete backups that begin so, oldest first. */
const idsOf = async ({ storage, bucket }: Archive, beginning = ""): Promise<string[]> => {
  const ids: string[] = [];
  let token: string | undefined;
  do {
    const Prefix = `${places.backups}${beginning}`;
    const list = new ListObjectsV2Command({ Bucket: bucket, Prefix, ContinuationToken: token });
    const { Contents = [], NextContinuationToken } = await storage.send(list);
    for (const { Key = "" } of Contents) {
      const [, id] = /^[^/]+\/([^/]+)\/backup\.json$/.exec(Key) ?? [];
      if (id !== undefined) ids.push(id);
    }
    token = NextContinuationToken;
  } while (token !== undefined);
  return ids;
};

const sumOf = (numbers: number[]): number => numbers.reduce((sum, one) => sum + one, 0);

/** The newest complete backups, the newest first. */
export const listBackups = async (archive: Archive): Promise<BackupSummary[]> => {
  const ids = (await idsOf(archive)).reverse().slice(0, longestList);
  const list: (BackupSummary | undefined)[] = [];
  await inParallel(8, ids, async (id, index) => {
    list[index] = await summaryOf(archive, id);
  });
  return list.filter((summary) => summary !== undefined);
};

/** What the list says of a backup; undefined where the lifecycle has taken it by now. */
const summaryOf = async (archive: Archive, id: string): Promise<BackupSummary | undefined> => {
  try {
    const { completedAt, tables, buckets } = await readBackup(archive, id);
    const items = sumOf(tables.map((table) => table.items));
    return { id, completedAt, items, objects: sumOf(buckets.map((bucket) => bucket.objects)) };
  } catch (error) {
    if (isLost(error)) return undefined;
    throw error;
  }
};

const daysBetween = (id: string, date: string): number =>
  Math.abs(Date.parse(id.slice(0, 10)) - Date.parse(date.slice(0, 10)));

/**
 * The id of the latest complete backup of a day, or of a whole id.
 *
 * @throws a refusal that names what there is instead
 */
export const findBackup = async (archive: Archive, date: string): Promise<string> => {
  const found = (await idsOf(archive, date)).at(-1);
  if (found !== undefined) return found;
  const days = [...new Set((await idsOf(archive)).map((id) => (date.length > 10 ? id : id.slice(0, 10))))];
  if (days.length === 0) throw refusal(`${archive.bucket} has no complete backup yet`);
  const nearest = days.sort((one, other) => daysBetween(one, date) - daysBetween(other, date)).slice(0, suggestions);
  throw refusal(`${archive.bucket} has no complete backup of ${date}; the nearest are ${nearest.sort().join(", ")}`);
};

/** A table or bucket of a backup, and the one of this program that it is restored to. */
export interface Pair<Kind> {
  /** What both go by. */
  name: string;
  from: Kind;
  /** Physical name. */
  to: string;
}

/** What is restored of a backup. */
export interface Choice {
  tables: Pair<TableBackup>[];
  buckets: Pair<BucketBackup>[];
  /** Buckets of the backup that this program has no more, where objects were chosen by their keys. */
  absent: string[];
}

interface Matched<Kind> {
  pairs: Pair<Kind>[];
  /** What the program has no more. */
  absent: Kind[];
}

const match = <Kind extends Named>(backups: Kind[], own: Named[]): Matched<Kind> => {
  const pairs: Pair<Kind>[] = [];
  const absent: Kind[] = [];
  for (const from of backups) {
    const to = own.find(({ name }) => name === from.name);
    if (to) pairs.push({ name: from.name, from, to: to.physicalName });
    else absent.push(from);
  }
  return { pairs, absent };
};

/** @throws a refusal for a name that is none of a table which can be restored */
const chosenTables = (wanted: string[], { pairs, absent }: Matched<TableBackup>): Pair<TableBackup>[] => {
  for (const name of wanted) {
    if (absent.some((table) => [table.name, table.physicalName].includes(name)))
      throw refusal(`this program has no table ${name} any more, into which to restore it`);
    if (!pairs.some((pair) => isNamed(pair, name)))
      throw refusal(`the backup has no table ${name}: there are ${pairs.map((pair) => pair.name).join(", ")}`);
  }
  return pairs.filter((pair) => wanted.some((name) => isNamed(pair, name)));
};

const isNamed = ({ name, from, to }: Pair<TableBackup>, wanted: string): boolean =>
  [name, from.physicalName, to].includes(wanted);

/**
 * What is to be restored, by the names that program and backup have in common.
 *
 * @throws a refusal for what is asked for and cannot be restored
 */
export const choose = (
  backup: Backup,
  own: RestoreResources,
  { tables: wanted, prefix }: Pick<RestoreRequest, "tables" | "prefix">,
): Choice => {
  const tables = match(backup.tables, own.tables);
  const buckets = match(backup.buckets, own.buckets);
  const isEverything = wanted === undefined && prefix === undefined;
  const absent = [
    ...tables.absent.map(({ name }) => `the table ${name}`),
    ...buckets.absent.map(({ name }) => `the bucket ${name}`),
  ];
  if (isEverything && absent.length > 0)
    throw refusal(
      `this program no longer has ${absent.join(" and ")} of the backup: name the tables to restore as tables, and the objects by prefix`,
    );
  return {
    tables: isEverything ? tables.pairs : wanted === undefined ? [] : chosenTables(wanted, tables),
    buckets: isEverything || prefix !== undefined ? buckets.pairs : [],
    absent: prefix === undefined ? [] : buckets.absent.map(({ name }) => name),
  };
};
