import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { readProject } from "../../packages/offline/src/program/project";
import { typecheck } from "../../packages/offline/src/program/typecheck";
import { Chance } from "./chance";
import { Days } from "./days";
import { DeskSite } from "./desk-site";
import { KilledSite } from "./killed-site";
import type { Site, SiteOptions } from "./site";

/** Where backups are drilled: tables are scanned, or exported where they have recovery of their own. */
const sites: Record<string, (options: SiteOptions) => Promise<Site>> = {
  "desk-scans": (options) => DeskSite.open("localstack", options),
  "desk-exports": (options) => DeskSite.open("prod", options),
  "killed-scans": (options) => KilledSite.open("localstack", options),
  "killed-exports": (options) => KilledSite.open("prod", options),
};

const usage = `npm run drill -- [--seconds 80] [--seed N] [--site NAME]

Backs up and restores the real program again and again, whatever comes between: hosts that are killed, runs that are ended
or whose time is up, tables without capacity. Each backup must be what was there, and each restoration must bring back that
day, and nothing else. Sites: ${Object.keys(sites).join(", ")}; each has its share of the time.`;

async function main(): Promise<number> {
  const options = { seconds: { type: "string" }, seed: { type: "string" }, site: { type: "string" } } as const;
  const { values } = parseArgs({ options });
  const seconds = Number(values.seconds ?? 80);
  const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
  const chosen = Object.entries(sites).filter(([name]) => values.site === undefined || name === values.site);
  if (!(seconds > 0) || !Number.isInteger(seed) || chosen.length === 0) throw new Error(usage);
  // Each host would check the program's types at its start, and leave that to nobody when it is killed.
  await typecheck(readProject(process.cwd(), "localstack", {}));
  const end = Date.now() + seconds * 1000;
  let isFailed = false;
  for (const [index, [name, open]] of chosen.entries()) {
    console.log(`${name}, seed ${seed}`);
    try {
      await drill(open, seedOf(name, seed), (end - Date.now()) / (chosen.length - index));
    } catch (error) {
      console.error(error);
      console.error(`again: npm run drill -- --site ${name} --seed ${seed} --seconds ${seconds}`);
      isFailed = true;
    }
  }
  console.log(isFailed ? "the drill failed" : "every backup came back");
  return isFailed ? 1 : 0;
}

/** Seeds of their own, so that not all sites see the same days. */
const seedOf = (name: string, seed: number): number => seed + Object.keys(sites).indexOf(name);

/** Lets days pass at a site until its time is up, of which there is at least one. */
async function drill(open: (options: SiteOptions) => Promise<Site>, seed: number, milliseconds: number): Promise<void> {
  const end = Date.now() + milliseconds;
  const folder = mkdtempSync(join(tmpdir(), "drill-"));
  const chance = new Chance(seed);
  let days: Days | undefined;
  const site = await open({ folder, seed: chance.fork().below(2 ** 31), audit: async () => days?.audit() });
  try {
    days = await Days.begin(site, chance);
    do {
      console.log(`  ${await days.pass()}; ${site.story()}`);
    } while (Date.now() < end);
    await days.end();
  } finally {
    await site.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(2);
  },
);
