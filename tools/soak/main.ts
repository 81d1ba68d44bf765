import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canMount, SmallDisk } from "../../packages/offline/test/support/full-disk";
import { Books } from "./books";
import { harm, SlowClients, tearJournals } from "./faults";
import { SoakHost, type Usage } from "./host";

/** Writers at once. */
const writers = 4;
/** Rounds between kills: a life long enough to show whether the host grows. The first one ends early. */
const roundsOfLife = 40;
/** After so many rounds everything is deleted. */
const roundsOfBooks = 4;
/** What the least of a life's end may be above the greatest of its middle. */
const tolerance = { megabytes: 1.1, descriptors: 20 };

/**
 * `npm run soak [-- seconds]`: ten minutes, unless told otherwise, of writes on a host to which everything happens that a
 * host must bear: functions that do harm, clients that do not read, a disk that is full, kills, torn journals. The books
 * say in the end whether all that was acknowledged is there and nothing that was refused; the host's memory and
 * descriptors may not grow. Ends with code 1 and what was found, if anything.
 */
async function main(): Promise<void> {
  const seconds = Number(process.argv[2] ?? 600);
  if (!(seconds > 0)) throw new Error("npm run soak takes a number of seconds");
  const disk = canMount ? new SmallDisk(192) : undefined;
  const folder = disk?.path ?? mkdtempSync(join(tmpdir(), "soak-"));
  if (!disk) console.log("the disk is never full here: it takes root on Linux to mount a small one");
  try {
    const findings = await soak(join(folder, "data"), seconds, disk);
    for (const finding of findings.slice(0, 50)) console.error(finding);
    if (findings.length > 0) process.exitCode = 1;
    else console.log("the books agree");
  } finally {
    disk?.remove();
    if (!disk) rmSync(folder, { recursive: true, force: true });
  }
}

async function soak(data: string, seconds: number, disk: SmallDisk | undefined): Promise<string[]> {
  const books = new Books();
  const end = Date.now() + seconds * 1000;
  const findings: string[] = [];
  console.log("seconds  done  refused  unknown  memory  descriptors");
  let host = await SoakHost.start(data);
  try {
    let usages: Usage[] = [];
    for (let round = 1; Date.now() < end && findings.length === 0; round++) {
      const slow = new SlowClients(host);
      await Promise.all([writeFor(books, host, 4000), harm(host)]);
      slow.leave();
      if (disk) await whileFull(disk, () => writeFor(books, host, 1000));
      await writeFor(books, host, 1000);
      findings.push(...(await books.audit(host)));
      if (round % roundsOfBooks === 0) {
        await books.settle(host);
        findings.push(...(await books.audit(host)));
      }
      const usage = host.usage();
      if (usage) usages.push(usage);
      report(seconds - (end - Date.now()) / 1000, books, usage);
      findings.push(...growthOf(usages));
      if (round % roundsOfLife !== 2) continue;
      const writing = writeFor(books, host, 500);
      await host.kill();
      await writing;
      tearJournals(data);
      host = await SoakHost.start(data);
      usages = [];
      findings.push(...(await books.audit(host)));
    }
    if (!host.isRunning) findings.push("the host has ended");
    return findings;
  } finally {
    await host.stop();
  }
}

/** Writes for so many milliseconds. */
async function writeFor(books: Books, host: SoakHost, milliseconds: number): Promise<void> {
  const end = Date.now() + milliseconds;
  const write = async (): Promise<void> => {
    while (Date.now() < end && host.isRunning) await books.write(host);
  };
  await Promise.all(Array.from({ length: writers }, write));
}

async function whileFull(disk: SmallDisk, act: () => Promise<void>): Promise<void> {
  disk.fill();
  try {
    await act();
  } finally {
    disk.free();
  }
}

/**
 * What a host has grown by. Its memory goes up and down by what is not collected yet, so that the least of the last third
 * of a life is held against the greatest of the middle one: in the first, environments start and fill their heaps.
 */
function growthOf(usages: Usage[]): string[] {
  const third = Math.floor(usages.length / 3);
  if (third < 4) return [];
  const findings: string[] = [];
  const [middle, last] = [usages.slice(third, -third), usages.slice(-third)];
  const compare = (what: keyof Usage, allowed: (before: number) => number): void => {
    const before = Math.max(...middle.map((usage) => usage[what]));
    const after = Math.min(...last.map((usage) => usage[what]));
    if (after > allowed(before)) findings.push(`${what} grew from ${Math.round(before)} to ${Math.round(after)}`);
  };
  compare("megabytes", (before) => before * tolerance.megabytes);
  compare("descriptors", (before) => before + tolerance.descriptors);
  return findings;
}

function report(passed: number, books: Books, usage: Usage | undefined): void {
  const { done, refused, unknown } = books.tally();
  const columns: [value: string | number, width: number][] = [
    [Math.round(passed), 7],
    [done, 4],
    [refused, 7],
    [unknown, 7],
    [usage ? `${usage.megabytes.toFixed(0)} MB` : "?", 6],
    [usage?.descriptors ?? "?", 11],
  ];
  console.log(columns.map(([value, width]) => String(value).padStart(width)).join("  "));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
