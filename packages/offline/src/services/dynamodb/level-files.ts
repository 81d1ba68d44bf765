import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { isRecord, membersOf } from "../../is-record";
import { replaceFile } from "../../storage/disk";
import { checksum, readRecord, recordOf } from "../../storage/records";
import { damageOfLog } from "./level-log";

const sealName = "seal";
/** What is read and summed in a tenth of a second or two. */
const sealedBytes = 256 * 1024 * 1024;

/** What a seal knows of a file. */
interface Sealed {
  bytes: number;
  crc32: string;
}

/** LevelDB's files that hold something; it can do without the others. */
const filesIn = (directory: string): string[] =>
  readdirSync(directory).filter((name) => /^(CURRENT|MANIFEST-\d+|\d+\.(log|ldb|sst))$/.test(name));

const describe = (bytes: Buffer): Sealed => ({ bytes: bytes.length, crc32: checksum(bytes) });

/** What is known of a folder of LevelDB's before it is opened. */
export interface Inspection {
  /** What is wrong, if anything. */
  problem?: string;
  /** Whether every file is, to the bit, what it was when the store was closed: then nothing in it need be looked at. */
  isSealed: boolean;
  /** Whether LevelDB would begin anew and delete what there is. */
  isHeadless: boolean;
}

/**
 * Looks at LevelDB's files before it opens them: opening drops what is damaged at the end of a log, and begins anew
 * where the file `CURRENT` is missing. The files of a store that was closed have a seal; of one that was not, the log is
 * verified, and the rest entry by entry when it is open.
 */
export function inspect(directory: string): Inspection {
  const files = filesIn(directory);
  const isHeadless = files.length > 0 && !files.includes("CURRENT");
  const seal = readSeal(directory);
  const problem = seal ? problemOfSealed(directory, files, seal) : problemOfLogs(directory, files);
  if (problem !== undefined || !isHeadless) return { problem, isSealed: seal !== undefined && !problem, isHeadless };
  return { problem: `${join(directory, "CURRENT")} is missing`, isSealed: false, isHeadless };
}

function problemOfSealed(directory: string, files: string[], seal: Map<string, Sealed>): string | undefined {
  for (const [name, { bytes, crc32 }] of seal) {
    const path = join(directory, name);
    if (!files.includes(name)) return `${path} is missing`;
    const now = describe(readFileSync(path));
    if (now.bytes !== bytes) return `${path} has ${now.bytes} bytes and had ${bytes}`;
    if (now.crc32 !== crc32) return `${path} is damaged`;
  }
  return undefined;
}

function problemOfLogs(directory: string, files: string[]): string | undefined {
  for (const path of files.filter((name) => name.endsWith(".log")).map((name) => join(directory, name))) {
    const at = damageOfLog(readFileSync(path));
    if (at !== undefined) return `${path} is damaged at byte ${at}`;
  }
  return undefined;
}

function readSeal(directory: string): Map<string, Sealed> | undefined {
  if (!readdirSync(directory).includes(sealName)) return undefined;
  const sealed = readRecord<unknown>(readFileSync(join(directory, sealName)).subarray(0, -1));
  if (!isRecord(sealed)) return undefined;
  return new Map(
    Object.entries(sealed).flatMap(([name, known]) => {
      const { bytes, crc32 } = membersOf(known);
      return typeof bytes === "number" && typeof crc32 === "string" ? [[name, { bytes, crc32 }] as const] : [];
    }),
  );
}

/**
 * Seals the files of a store that was closed. A store without a seal, as one that is too large to be read within a
 * moment, is looked at entry by entry when it opens.
 *
 * @throws UserError if the disk refuses
 */
export function seal(directory: string): void {
  const names = filesIn(directory);
  const bytes = names.reduce((sum, name) => sum + statSync(join(directory, name)).size, 0);
  if (bytes > sealedBytes) return;
  const files = names.map((name) => [name, describe(readFileSync(join(directory, name)))] as const);
  replaceFile(join(directory, sealName), recordOf(Object.fromEntries(files)), "neither");
}

/** Breaks the seal, before the files change. */
export const breakSeal = (directory: string): void => rmSync(join(directory, sealName), { force: true });

/** How many bytes opening needs for what it writes anew. */
export const bytesToOpen = (directory: string): number =>
  filesIn(directory)
    .filter((name) => name.endsWith(".log"))
    .reduce((sum, name) => sum + statSync(join(directory, name)).size, 64 * 1024);
