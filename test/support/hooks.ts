import { execFileSync } from "node:child_process";
import { build } from "esbuild";
import { closeSharedApi } from "./api";
import { builtTools } from "./tools";

// What a program declares may depend on its environment: with mocha's mark of a worker in it, no two workers would share
// a recording.
delete process.env.MOCHA_WORKER_ID;

/**
 * Once, before all files: what the host runs in processes and threads of their own is built of its sources, and so are
 * the tools, which tests start so often that loading TypeScript each time would take half of theirs.
 */
export async function mochaGlobalSetup(): Promise<void> {
  execFileSync(process.execPath, ["packages/offline/build.mjs"], { stdio: "inherit" });
  await build({
    entryPoints: ["backup", "bootstrap", "delivery", "emulator", "sample", "restore", "user"].map(
      (tool) => `tools/${tool}/main.ts`,
    ),
    outdir: builtTools,
    bundle: true,
    platform: "node",
    packages: "external",
    logLevel: "warning",
  });
}

export const mochaHooks = {
  afterAll: () => closeSharedApi(),
};
