import { appendFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { UserError } from "../../packages/offline/src/errors";
import { localstack, Stack } from "../pulumi/stack";
import { deploy } from "./deploy";
import { preview } from "./preview";
import { rollback } from "./rollback";
import { testDeployed } from "./test-deployed";

/** Tells people something, in one line. */
export type Say = (text: string) => void;

const options = {
  stack: { type: "string", default: localstack },
  to: { type: "string" },
  "pull-request": { type: "string" },
  browser: { type: "boolean", default: false },
  recovery: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

const usage = `npm run deploy        deploys the program to a stack's home: an emulator or AWS
npm run test:deployed runs the HTTP tests against what is deployed; with --browser those of the pages,
with --recovery the one that backs up and restores
npm run preview       says what a deployment would change and cost
npm run rollback      deploys the last commit that was tagged as good; data stay as they are

  --stack NAME           the stack; ${localstack} by default
  --browser              test:deployed: the tests of the pages, in Chromium
  --recovery             test:deployed: a backup and a restoration
  --pull-request NUMBER  preview: writes it there as a comment, by GitHub's CLI
  --to COMMIT            rollback: goes back to that commit`;

/** The command line of the npm scripts that bring the program to its homes. The only place that prints or exits. */
async function main(name: string, args: string[]): Promise<void> {
  const { help, stack, to, browser, recovery, "pull-request": pullRequest } = optionsIn(args);
  if (help) return console.log(usage);
  switch (name) {
    case "deploy":
      return deploy(Stack.named(stack), say);
    case "test:deployed":
      return testDeployed(Stack.named(stack), browser ? "browser" : recovery ? "recovery" : "http", say);
    case "preview":
      return preview(Stack.named(stack), pullRequest, say);
    case "rollback":
      return rollback(Stack.named(stack), to, say);
    default:
      throw new UserError("no such command; there are deploy, test:deployed, preview, rollback");
  }
}

function optionsIn(args: string[]) {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    // What parseArgs throws for options that it does not know.
    if (error instanceof TypeError) throw new UserError(`${error.message.split(". ")[0]}; --help lists the options`);
    throw error;
  }
}

/** GitHub shows what is in this file as a workflow's outcome. */
const { GITHUB_STEP_SUMMARY: summary } = process.env;

const say: Say = (text) => {
  console.log(text);
  if (summary) appendFileSync(summary, `${text}\n\n`);
};

const [command = "", ...args] = process.argv.slice(2);
main(command, args).catch((error: unknown) => {
  const text = error instanceof UserError ? `${command}: ${error.message}` : undefined;
  console.error(text ?? error);
  if (summary && text !== undefined) appendFileSync(summary, `**${text}**\n\n`);
  process.exitCode = 1;
});
