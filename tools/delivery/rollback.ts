import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../../packages/offline/src/errors";
import { propertiesOf } from "../json";
import { failure } from "../pulumi/causes";
import { run, type RunOptions } from "../pulumi/run";
import type { Stack } from "../pulumi/stack";
import { deployStack } from "./deploy";
import { requireHome } from "./home";
import type { Say } from "./main";

/** What holds what people have put there, or would miss: going back never deletes or replaces it. */
const holders = new Set([
  "aws:cloudwatch/logGroup:LogGroup",
  "aws:dynamodb/table:Table",
  "aws:ec2/instance:Instance",
  "aws:s3/bucket:Bucket",
  "aws:sqs/queue:Queue",
]);

/** Steps of Pulumi's that take away what there is. */
const losses = /delete|replace|discard/;

/**
 * Deploys an earlier commit: the last one that the workflow has tagged as good for the stack, or the one that is named.
 * What holds data stays as it is, whatever that commit says of it.
 *
 * @throws UserError if there is no such commit, or Pulumi's own
 */
export async function rollback(stack: Stack, commit: string | undefined, say: Say): Promise<void> {
  const { hash, name } = await target(stack, commit);
  await requireHome(stack);
  const folder = mkdtempSync(join(tmpdir(), "rollback-"));
  say(`Going back to ${name}`);
  await git(["worktree", "add", "--detach", folder, hash]);
  try {
    const installed = await run("npm", ["ci"], { folder, shown: true });
    if (installed.code !== 0) throw failure("npm ci", installed, []);
    await stack.create();
    const kept = await holdersAtRisk(stack, folder);
    for (const urn of kept) say(`Left as it is, since it holds data: ${urn.split("::").slice(2).join(" ")}`);
    await deployStack(stack, say, folder, kept);
  } finally {
    await git(["worktree", "remove", "--force", folder]);
  }
  say(`Next: npm run test:deployed${stack.option}; then mend main, as its next deployment brings back what it has`);
}

interface Target {
  hash: string;
  /** For people. */
  name: string;
}

async function target(stack: Stack, commit: string | undefined): Promise<Target> {
  if (commit !== undefined) return { hash: await hashOf(commit), name: commit };
  const head = await hashOf("HEAD");
  const pattern = `deployed/${stack.name}/*`;
  // Their names end with the time.
  const tags = (await git(["tag", "--list", pattern, "--sort=-refname"])).split("\n").filter((tag) => tag !== "");
  for (const tag of tags) {
    const hash = await hashOf(tag);
    if (hash !== head) return { hash, name: `${tag} (${hash.slice(0, 9)})` };
  }
  throw new UserError(
    `no earlier commit is tagged as good for ${stack.name} (${pattern}); run: git fetch --tags, or name one: --to COMMIT`,
  );
}

async function hashOf(commit: string): Promise<string> {
  return git(
    ["rev-parse", "--verify", "--quiet", "--end-of-options", `${commit}^{commit}`],
    `there is no commit ${commit}`,
  );
}

async function git(args: string[], complaint?: string): Promise<string> {
  const options: RunOptions = { remedy: "get it from https://git-scm.com/downloads" };
  const ended = await run("git", args, options);
  if (ended.code === 0) return ended.stdout.trim();
  throw complaint === undefined ? failure(`git ${args[0]}`, ended, []) : new UserError(complaint);
}

/** URNs of what holds data and would be deleted or replaced. */
async function holdersAtRisk(stack: Stack, folder: string): Promise<string[]> {
  const { stdout } = await stack.pulumi(["preview", "--json"], { folder });
  const { steps } = propertiesOf(JSON.parse(stdout));
  const all = Array.isArray(steps) ? steps.map(propertiesOf) : [];
  const urns = all.flatMap(({ op, urn }) => (losses.test(String(op)) && typeof urn === "string" ? [urn] : []));
  return [...new Set(urns)].filter((urn) => holders.has(urn.split("::")[2]?.split("$").at(-1) ?? ""));
}
