import { join } from "node:path";
import { UserError } from "../../packages/offline/src/errors";
import { runInTerminal } from "../pulumi/run";
import { localstack, type Outputs, type Stack } from "../pulumi/stack";
import { requireHome } from "./home";
import type { Say } from "./main";

/** Which of the repository's tests can be run against what is deployed. */
const suites = {
  http: "test/functions/**/*.test.ts",
  browser: "test/site/**/*.test.ts",
  recovery: "test/recovery/**/*.test.ts",
};

/**
 * Runs the HTTP tests, or those of the pages or of a recovery, against what is deployed.
 *
 * @throws UserError if one fails, with the way back
 */
export async function testDeployed(stack: Stack, which: keyof typeof suites, say: Say): Promise<void> {
  await requireHome(stack);
  const output = await stack.outputs();
  say(`Testing ${output("apiUrl")}`);
  const environment = {
    ...process.env,
    API_URL: output("apiUrl"),
    ...credentialOf(stack, output),
    DATA_BUCKET: output("dataBucket"),
    SITE_URL: output("siteUrl"),
    STACK: stack.name,
    STACK_TAG: `atelier/${stack.name}`,
    AWS_REGION: stack.region,
    ...(stack.emulator === undefined ? {} : { AWS_ENDPOINT_URL: stack.emulator }),
  };
  const mocha = join(require.resolve("mocha/package.json"), "../bin/mocha.js");
  const code = await runInTerminal(process.execPath, [mocha, suites[which]], { environment });
  if (code === 0) return say(`${stack.name} answers as it should`);
  const remedy =
    stack.name === localstack
      ? "npm run logs shows what the emulator says"
      : `to go back to the last commit that passed: npm run rollback${stack.option}`;
  throw new UserError(`tests failed; ${remedy}`);
}

/**
 * What the tests' requests carry: the stack's key, or where people sign in a token of whoever runs them.
 *
 * @throws UserError if there is no token
 */
function credentialOf({ name }: Stack, output: Outputs): Record<"API_KEY" | "API_TOKEN", string> {
  // A token that is left in a shell is not for a stack that asks for a key.
  if (!output.has("userPoolId")) return { API_KEY: output("apiKey"), API_TOKEN: "" };
  const { API_TOKEN } = process.env;
  if (API_TOKEN) return { API_KEY: "", API_TOKEN };
  throw new UserError(
    `people sign in to ${name}: set API_TOKEN to an operator's access token, which docs/sign-in.md says how to get`,
  );
}
