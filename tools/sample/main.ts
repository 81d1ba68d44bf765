import { UserError } from "../../packages/offline/src/errors";
import { credentialOf, findHome, type Home, homeOptions, homeUsage, readOptions } from "../home";
import { load, type Loaded } from "./load";

const usage = `npm run sample -- [options]

Drops fifteen days of made-up measurements (bikes, traffic, weather) into the data bucket, waits for their metrics and has
the reports written: of the offline host that runs, otherwise of the Pulumi CLI's selected stack.

${homeUsage}
  --help

Where people sign in, API_TOKEN is your access token.`;

const days = 15;

async function main(): Promise<void> {
  const values = readOptions({ ...homeOptions, help: { type: "boolean" } });
  if (values.help) return console.log(usage);
  const home = await findHome(values, process.env);
  const credential = credentialOf(home, process.env);
  console.log(`Sample data for ${home.name}, bucket ${home.output("dataBucket")}`);
  console.log(
    `All of it is made up: each place is called "… (sample)", each object carries the metadata source=sample.`,
  );
  const loaded = await load({ home, credential, now: new Date(), days, say: console.log });
  console.log(
    `  ${loaded.reports.length === 0 ? "no report was out of date" : `reports: ${loaded.reports.join(" ")}`}`,
  );
  console.log(`\nTry\n${commands(home, loaded).join("\n")}`);
}

/** What to look at: the last day, and the last Tuesday, of which the report says something. */
function commands({ output, signsIn }: Home, { dates }: Loaded): string[] {
  // A key is the stack's; a token is a person's own, and stays in the shell's variable.
  const header = signsIn ? '"authorization: Bearer $API_TOKEN"' : `'x-api-key: ${output("apiKey")}'`;
  const last = dates.at(-1) ?? "";
  const tuesday = dates.findLast((date) => new Date(date).getUTCDay() === 2) ?? last;
  return ["/stats", `/metrics/${last}`, `/metrics/bikes/${last}`, `/report/${tuesday}`].map(
    (path) => `  curl -H ${header} '${output("apiUrl")}${path}'`,
  );
}

main().catch((error: unknown) => {
  console.error(error instanceof UserError ? `sample: ${error.message}` : error);
  process.exit(1);
});
