import { UserError } from "../../packages/offline/src/errors";
import { readProject } from "../../packages/offline/src/program/project";
import { recallProgram } from "../../packages/offline/src/program/recording";
import { graphAt } from "./commit";
import { differenceBetween } from "./difference";
import { estimate } from "./estimate";
import { readCostOptions, usage } from "./options";
import { differenceTable, tableOf } from "./table";

/** `npm run cost`: what a month of the program costs, and how that has changed. */
async function main(): Promise<void> {
  const { stack, region, volumes, against, config, json, help } = readCostOptions();
  if (help) return console.log(usage);
  const folder = process.cwd();
  const now = estimate(await recallProgram(readProject(folder, stack, config), undefined), volumes, region);
  const before =
    against === undefined ? undefined : estimate(await graphAt(folder, against, stack, config), volumes, region);
  const difference = before && differenceBetween(before, now);
  if (json) return console.log(JSON.stringify({ ...now, ...(difference ? { against, difference } : {}) }, null, 2));
  const compared = difference && against !== undefined ? differenceTable(difference, against) : [];
  console.log([...tableOf(now), ...compared].join("\n"));
}

main().catch((error: unknown) => {
  console.error(error instanceof UserError ? `cost: ${error.message}` : error);
  process.exit(1);
});
