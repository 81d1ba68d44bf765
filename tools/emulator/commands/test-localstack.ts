import { join } from "node:path";
import { UserError } from "../../../packages/offline/src/errors";
import { outputs } from "../pulumi";
import { runInTerminal } from "../run";
import { requireEmulator } from "../stack";
import type { Say } from ".";

/** Runs the HTTP tests against what is deployed. */
export async function testLocalstack(say: Say): Promise<void> {
  const AWS_ENDPOINT_URL = await requireEmulator();
  const { apiUrl, apiKey, dataBucket } = await outputs();
  say(`Testing ${apiUrl}`);
  const mocha = join(require.resolve("mocha/package.json"), "../bin/mocha.js");
  const environment = { ...process.env, API_URL: apiUrl, API_KEY: apiKey, DATA_BUCKET: dataBucket, AWS_ENDPOINT_URL };
  const code = await runInTerminal(process.execPath, [mocha, "test/functions/**/*.test.ts"], { environment });
  if (code !== 0) throw new UserError("tests failed; npm run logs shows what the emulator says");
  say("Next: npm run bonus, or npm run down");
}
