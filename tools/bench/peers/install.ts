import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../../../packages/offline/src/errors";

/** What people use otherwise. osls is the Serverless Framework that runs without an account. */
const versions = { "serverless-offline": "14.8.2", serverless: "npm:osls@4.3.1", dynalite: "4.0.0" };

const manifest = JSON.stringify({ private: true, dependencies: versions });

/** npm writes it once everything is there. */
const isWhole = (folder: string): boolean => existsSync(join(folder, "node_modules/.package-lock.json"));

/**
 * Installs the peers outside of the repository, unless a run before has; returns where.
 *
 * @throws UserError with what npm said, if it cannot
 */
export function installPeers(): string {
  const folder = join(tmpdir(), `bench-peers-${createHash("sha256").update(manifest).digest("hex").slice(0, 12)}`);
  if (isWhole(folder)) return folder;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), manifest);
  try {
    const shell = process.platform === "win32";
    execFileSync("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error"], {
      cwd: folder,
      shell,
      stdio: ["ignore", "pipe", "pipe"],
    });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(`npm cannot install serverless-offline, so that nothing is measured beside it: ${why}`);
  }
  if (!isWhole(folder)) throw new UserError(`npm installed nothing into ${folder}: nothing is measured`);
  return folder;
}
