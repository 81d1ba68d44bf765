import { execFileSync } from "node:child_process";
import { closeSharedApi } from "./api";

/** Once, before all files: what the host runs in processes and threads of their own is built of its sources. */
export function mochaGlobalSetup(): void {
  execFileSync(process.execPath, ["packages/offline/build.mjs"], { stdio: "inherit" });
}

export const mochaHooks = {
  afterAll: () => closeSharedApi(),
};
