import { isRecord } from "../../is-record";
import { UserError } from "../../errors";
import { copyAside, diskError, makeFolder } from "../../storage/disk";
import { type Opening, remedy } from "../../storage/opening";
import { Counts, readCounts, type TableCounts } from "./counts";
import { prefixes, within } from "./keys";
import { type Level, LevelDamage, mendLevel, openLevel } from "./level";
import { breakSeal, inspect } from "./level-files";
import { countsFound, migrate, problemsOf, type Survey, survey } from "./survey";
import { decode, encode, isWhole } from "./values";

/** The format that is written here: values with checksums, and counts. Versions before wrote none. */
const version = 1;

export interface OpenStore {
  level: Level;
  counts: Counts;
  /** Whether something was dropped: then indexes and counts are to be made anew. */
  isRepaired: boolean;
}

/** Damage ends the opening, or is mended. */
class Mending {
  isRepaired = false;

  constructor(
    private readonly directory: string,
    private readonly opening: Opening,
  ) {}

  /** @throws UserError unless the opening repairs; then a copy is made before anything changes */
  found(problems: string[]): void {
    const problem = problems.slice(0, 3).join("; ") + (problems.length > 3 ? `; and ${problems.length - 3} more` : "");
    const text = `the DynamoDB data in ${this.directory} is damaged: ${problem}`;
    if (!this.opening.repair) throw new UserError(`${text}; ${remedy}, which keeps what is whole`);
    const copy = this.isRepaired ? "" : `, and the folder as it was is ${copyAside(this.directory)}`;
    this.opening.report(`repaired: ${text}; that is dropped${copy}`);
    this.isRepaired = true;
  }
}

/**
 * Opens the store in a folder, or one in memory, and verifies it: by its seal where it was closed in order, otherwise
 * value by value and count by count. The store of a version before gets checksums and counts.
 *
 * @throws UserError if the folder cannot be opened, or is damaged and not to be repaired
 */
export async function openStore(directory: string | undefined, opening: Opening): Promise<OpenStore> {
  if (directory === undefined) return { level: await openLevel(undefined), counts: new Counts(), isRepaired: false };
  try {
    makeFolder(directory);
    const mending = new Mending(directory, opening);
    const { problem, isSealed, isHeadless } = inspect(directory);
    if (problem !== undefined) mending.found([problem]);
    if (isHeadless) await mendLevel(directory);
    breakSeal(directory);
    return await openVerified(directory, mending, isSealed);
  } catch (error) {
    throw diskError(error, directory);
  }
}

async function openVerified(directory: string, mending: Mending, isSealed: boolean): Promise<OpenStore> {
  let level: Level | undefined;
  try {
    level = await openLevel(directory);
    const counts = await verify(level, directory, mending, isSealed);
    return { level, counts, isRepaired: mending.isRepaired };
  } catch (error) {
    await level?.close();
    if (!isCorruption(error)) throw error;
    // LevelDB cannot read its own files.
    mending.found([error.message]);
    await mendLevel(directory);
    level = await openLevel(directory);
    return { level, counts: await verify(level, directory, mending, false), isRepaired: true };
  }
}

/** LevelDB reports a damaged file as corruption, and a missing or short one as an error of the disk. */
function isCorruption(error: unknown): error is Error {
  if (error instanceof LevelDamage) return true;
  if (!(error instanceof Error) || diskError(error, "") instanceof UserError) return false;
  const code = "code" in error ? error.code : undefined;
  return code === "LEVEL_CORRUPTION" || code === "LEVEL_IO_ERROR" || /^(Corruption|IO error)/.test(error.message);
}

async function verify(level: Level, directory: string, mending: Mending, isSealed: boolean): Promise<Counts> {
  const format = formatOf(level);
  if (format !== undefined && format > version)
    throw new UserError(`${directory} was written by a newer version of the host: update it, or choose another --data`);
  const counts = new Counts();
  if (isSealed && format !== undefined) {
    const cursor = level.iterator(within(prefixes.count));
    for (let found = await cursor.nextv(1000); found.length > 0; found = await cursor.nextv(1000))
      for (const [key, stored] of found) counts.set(key.slice(prefixes.count.length), readCounts(decode(key, stored)));
    await cursor.close();
    return counts;
  }
  const found = await survey(level);
  const isCounted = format !== undefined || found.counts.size > 0;
  const problems = problemsOf(found, isCounted);
  if (problems.length > 0) mending.found(problems);
  const isChanged = format === undefined || problems.length > 0;
  const right = isChanged ? await settle(level, found, isCounted) : found.counts;
  for (const [table, known] of right) counts.set(table, known);
  return counts;
}

/** Undefined for a store of a version before, and for one that is new or has lost it. */
function formatOf(level: Level): number | undefined {
  const stored = level.getSync(prefixes.format);
  if (stored === undefined || !isWhole(prefixes.format, stored)) return undefined;
  const format = decode(prefixes.format, stored);
  return isRecord(format) && typeof format.version === "number" ? format.version : undefined;
}

/** Drops what is damaged, gives what is old its checksums, and writes down how much there is; then the format holds. */
async function settle(level: Level, found: Survey, isCounted: boolean): Promise<Map<string, TableCounts>> {
  await level.batch(found.damaged.map((key) => ({ type: "del", key })));
  if (isCounted) await level.batch(found.old.map((key) => ({ type: "del", key })));
  else await migrate(level, found.old);
  const counts = countsFound(found);
  const tables = new Set([...counts.keys(), ...found.counts.keys()]);
  await level.batch([
    ...[...tables].map((table) => putOf(prefixes.count + table, counts.get(table) ?? {})),
    putOf(prefixes.format, { version }),
  ]);
  return counts;
}

const putOf = (key: string, value: unknown) => ({ type: "put" as const, key, value: encode(key, value) });
