import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Repository } from "../../infra/delivery/trust";
import { UserError } from "../../packages/offline/src/errors";
import { isRecord } from "../../packages/offline/src/is-record";

/** `owner/name`, or with the ids that GitHub shows, `owner@12/name@345`. */
const form = /^([A-Za-z0-9][A-Za-z0-9-]{0,38})(?:@(\d+))?\/([\w.-]{1,100}?)(?:@(\d+))?$/;

/** The end of a remote's address on GitHub, over https or ssh. */
const remote = /github\.com[:/]([^/\s]+)\/([^/\s]+?)(?:\.git)?\s*$/;

/**
 * The repository whose workflows are to deploy.
 *
 * @param given what a person or the configuration says; the remote `origin` otherwise
 * @throws UserError where that is no repository on GitHub, or its ids cannot be asked for
 */
export async function findRepository(given: string | undefined, environment: NodeJS.ProcessEnv): Promise<Repository> {
  const said = given ?? (await origin());
  const [, owner, ownerId, name, repositoryId] = form.exec(said) ?? [];
  if (owner === undefined || name === undefined) {
    throw new UserError(`${said} is no repository on GitHub: say --github owner/repository`);
  }
  if (ownerId !== undefined && repositoryId !== undefined) {
    return { owner, name, ids: { owner: Number(ownerId), repository: Number(repositoryId) } };
  }
  return askGithub(owner, name, environment);
}

async function origin(): Promise<string> {
  const { stdout } = await promisify(execFile)("git", ["remote", "get-url", "origin"]).catch(() => ({ stdout: "" }));
  const [, owner, name] = remote.exec(stdout) ?? [];
  if (owner === undefined || name === undefined) {
    throw new UserError("git knows no repository on GitHub as origin: say --github owner/repository");
  }
  return `${owner}/${name}`;
}

/** GitHub knows names whatever their case, and signs for them as they are written there; so they are taken from it. */
async function askGithub(owner: string, name: string, environment: NodeJS.ProcessEnv): Promise<Repository> {
  const { GITHUB_API_URL = "https://api.github.com", GH_TOKEN, GITHUB_TOKEN = GH_TOKEN } = environment;
  const headers = { accept: "application/vnd.github+json", "user-agent": "atelier-bootstrap" };
  const signed = GITHUB_TOKEN ? { ...headers, authorization: `Bearer ${GITHUB_TOKEN}` } : headers;
  const response = await fetch(`${GITHUB_API_URL}/repos/${owner}/${name}`, {
    headers: signed,
    signal: AbortSignal.timeout(10_000),
  }).catch(() => undefined);
  const answer: unknown = response?.ok ? await response.json() : undefined;
  if (isRecord(answer) && isRecord(answer.owner)) {
    const { name: written, id, owner: of } = answer;
    if (
      typeof written === "string" &&
      typeof id === "number" &&
      typeof of.login === "string" &&
      typeof of.id === "number"
    )
      return { owner: of.login, name: written, ids: { owner: of.id, repository: id } };
  }
  const why = response ? `answers ${response.status}` : "cannot be reached";
  throw new UserError(
    `GitHub ${why} when asked for ${owner}/${name}, and AWS must know its ids: set GITHUB_TOKEN where it is private, or say --github owner@ID/repository@ID`,
  );
}
