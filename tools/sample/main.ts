import { parseArgs } from "node:util";
import { UserError } from "../../packages/offline/src/errors";
import { holderOf } from "../../packages/offline/src/storage/folder-lock";
import { deployedHome, type Home, offlineHome } from "./home";
import { load, type Loaded } from "./load";

const usage = `npm run sample -- [options]

Drops fifteen days of made-up measurements (bikes, traffic, weather) into the data bucket, waits for their metrics and has
the reports written: of the offline host that runs, otherwise of the Pulumi CLI's selected stack.

  --data DIR      data folder of the offline host; .offline by default
  --url ADDRESS   its address, if its data folder is not to be looked for
  --stack NAME    a deployed stack, by the Pulumi CLI
  --help`;

const days = 15;

async function main(): Promise<void> {
  const values = readOptions();
  if (values.help) return console.log(usage);
  const home = await findHome(values);
  console.log(`Sample data for ${home.name}, bucket ${home.dataBucket}`);
  console.log(
    `All of it is made up: each place is called "… (sample)", each object carries the metadata source=sample.`,
  );
  const loaded = await load({ home, now: new Date(), days, say: console.log });
  console.log(
    `  ${loaded.reports.length === 0 ? "no report was out of date" : `reports: ${loaded.reports.join(" ")}`}`,
  );
  console.log(`\nTry\n${commands(home, loaded).join("\n")}`);
}

function readOptions() {
  try {
    const options = {
      data: { type: "string" },
      url: { type: "string" },
      stack: { type: "string" },
      help: { type: "boolean" },
    } as const;
    return parseArgs({ options }).values;
  } catch (error) {
    // What parseArgs throws for options that it does not know.
    if (error instanceof TypeError) throw new UserError(`${error.message.split(". ")[0]}; --help lists the options`);
    throw error;
  }
}

async function findHome({ data, url, stack }: { data?: string; url?: string; stack?: string }): Promise<Home> {
  const isNamed = data !== undefined || url !== undefined;
  if (stack === undefined && (isNamed || holderOf(".offline")))
    return offlineHome({ program: ".", data, url }, process.env);
  return deployedHome(stack, process.env);
}

/** What to look at: the last day, and the last Tuesday, of which the report says something. */
function commands({ apiUrl, apiKey }: Home, { dates }: Loaded): string[] {
  const last = dates.at(-1) ?? "";
  const tuesday = dates.findLast((date) => new Date(date).getUTCDay() === 2) ?? last;
  return ["/stats", `/metrics/${last}`, `/metrics/bikes/${last}`, `/report/${tuesday}`].map(
    (path) => `  curl -H 'x-api-key: ${apiKey}' '${apiUrl}${path}'`,
  );
}

main().catch((error: unknown) => {
  console.error(error instanceof UserError ? `sample: ${error.message}` : error);
  process.exit(1);
});
