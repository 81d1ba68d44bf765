import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../../packages/offline/src/errors";
import { failure } from "../pulumi/causes";
import { run } from "../pulumi/run";
import type { Stack } from "../pulumi/stack";
import { requireHome } from "./home";
import type { Say } from "./main";

/** GitHub takes comments of 65,536 characters. */
const mostCharacters = 60_000;

/**
 * Says what a deployment would change, and what that would cost.
 *
 * @param pullRequest number of the one that takes it as a comment, in the place of the comment before
 * @throws UserError with what Pulumi refuses, once it is in the comment
 */
export async function preview(stack: Stack, pullRequest: string | undefined, say: Say): Promise<void> {
  await requireHome(stack);
  const changes = await orMessage(async () => (await stack.pulumi(["preview", "--diff", "--color", "never"])).stdout);
  const cost = await costDifference(stack);
  if (pullRequest === undefined) say(`${changes.text}\n\n${cost}`);
  else await comment(pullRequest, markdown(stack, changes.text, cost));
  if (changes.error) throw changes.error;
}

/** What a month would cost more or less than on main; or why that is not known, which is no reason to stop. */
async function costDifference(stack: Stack): Promise<string> {
  const { stdout, stderr } = await run("npm", [
    ...["run", "--silent", "cost", "--", "--stack", stack.name],
    ...["--against", "origin/main"],
  ]);
  return (stdout.trim() || stderr.trim()).trim();
}

function markdown(stack: Stack, changes: string, cost: string): string {
  const cut = changes.length > mostCharacters;
  const shown = cut ? `${changes.slice(0, mostCharacters)}\n… the rest is in the workflow's log` : changes;
  const counted = shown.trimEnd().split("\n").at(-1)?.trim();
  return [
    `### What a deployment to \`${stack.name}\` would change`,
    "",
    ...(cut || counted === undefined ? [] : [`${counted}`, ""]),
    "<details><summary>Resources</summary>",
    "",
    ...fenced(shown),
    "",
    "</details>",
    "",
    "### What a month would cost",
    "",
    ...fenced(cost),
  ].join("\n");
}

/** A fence longer than any that a text has in it: what a pull request says is shown, not rendered. */
function fenced(text: string): string[] {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([found]) => found.length));
  const fence = "`".repeat(longest + 1);
  return [fence, text.trimEnd(), fence];
}

async function comment(pullRequest: string, text: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "preview-"));
  try {
    const file = join(folder, "comment.md");
    writeFileSync(file, text);
    const args = ["pr", "comment", pullRequest, "--edit-last", "--create-if-none", "--body-file", file];
    const ended = await run("gh", args, { remedy: "get it from https://cli.github.com" });
    if (ended.code !== 0) throw failure("gh pr comment", ended, []);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function orMessage(act: () => Promise<string>): Promise<{ text: string; error?: UserError }> {
  try {
    return { text: await act() };
  } catch (error) {
    if (error instanceof UserError) return { text: error.message, error };
    throw error;
  }
}
