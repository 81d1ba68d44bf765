import { createInterface } from "node:readline/promises";
import { once } from "node:events";
import { parseArgs } from "node:util";
import { githubEnvironment } from "../../infra/delivery/names";
import { UserError } from "../../packages/offline/src/errors";
import { Account } from "./account";
import { causeOf } from "../aws-causes";
import { StackFile } from "./configuration";
import { findRepository } from "./repository";
import type { Step } from "./step";

const usage = `npm run bootstrap -- [options]

Makes in an AWS account, once, what GitHub's workflows need to deploy without a stored key: the bucket of Pulumi's state, its
passphrase, and the roles that the workflows take. It says what it will do, and asks. A second run changes nothing.

  --github OWNER/NAME   the repository; otherwise the stack's atelier:github, or git's remote origin
  --stack NAME          whose configuration is read and completed; prod without it
  --region REGION       of the bucket and the passphrase; otherwise the stack's aws:region
  --state-bucket NAME   another name for the bucket
  --yes                 does not ask
  --help

The account is that of your AWS credentials, which have to be an administrator's.`;

const options = {
  github: { type: "string" },
  stack: { type: "string", default: "prod" },
  region: { type: "string" },
  "state-bucket": { type: "string" },
  yes: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

async function main(): Promise<void> {
  const values = readValues();
  if (values.help) return console.log(usage);
  const file = new StackFile(values.stack);
  const region = values.region ?? file.get("aws:region");
  if (region === undefined) throw new UserError(`no region: run pulumi config set aws:region, or say --region`);
  const repository = await findRepository(values.github ?? file.get(`${file.project}:github`), process.env);
  const account = await Account.open(
    {
      project: file.project,
      region,
      bucket: values["state-bucket"],
      provider: file.get(`${file.project}:githubProvider`),
    },
    process.env,
  );
  try {
    const { owner, name } = repository;
    console.log(`Account ${account.delivery.account}, region ${region}, repository ${owner}/${name}`);
    await complete([...account.steps(repository), file.step(repository)], values.yes);
    console.log(ended(account.variables(), `${owner}/${name}`));
  } finally {
    account.close();
  }
}

function readValues() {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    throw new UserError(`${error instanceof Error ? error.message : String(error)}; --help lists the options`);
  }
}

/** Says what is to be done, asks, does it. */
async function complete(steps: Step[], isAgreed: boolean): Promise<void> {
  const pending: { step: Step; what: string }[] = [];
  for (const step of steps) {
    const what = await step.pending();
    if (what !== undefined) pending.push({ step, what });
  }
  if (pending.length === 0) return console.log("Nothing to do: all of it is there.");
  console.log(["It will", ...pending.map(({ what }) => `  ${what}`)].join("\n"));
  if (!isAgreed && !(await agrees())) throw new UserError("nothing was changed");
  for (const { step, what } of pending) {
    await step.make();
    console.log(`Done: ${what}`);
  }
}

async function agrees(): Promise<boolean> {
  if (!process.stdin.isTTY) throw new UserError("nobody is there to ask: say --yes to have it done");
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const nobody = once(terminal, "close").then(() => "");
  const answer = await Promise.race([terminal.question("Go on? [y/N] "), nobody]);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

const ended = (variables: Record<string, string>, repository: string): string => `
The repository's variables (Settings, Secrets and variables, Actions, Variables; or each by gh variable set NAME --body VALUE):

${Object.entries(variables)
  .map(([name, value]) => `${name}=${value}`)
  .join("\n")}

What is left to you, at https://github.com/${repository}/settings/environments: make the environment "${githubEnvironment}", and limit its
deployment branches to main. Whoever may run a job in it may deploy.`;

main().catch((thrown: unknown) => {
  const error = causeOf(thrown, "bootstrap takes an administrator's, once");
  console.error(error instanceof UserError ? `bootstrap: ${error.message}` : error);
  process.exitCode = 1;
});
