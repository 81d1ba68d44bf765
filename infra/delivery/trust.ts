import { audience, githubEnvironment } from "./names";

/** A repository on GitHub. */
export interface Repository {
  owner: string;
  name: string;
  /** The owner's id, and the repository's, which never change. */
  ids?: { owner: number; repository: number };
}

/** Who may take a role: workflows of one repository, in one situation. */
export interface TrustPolicy {
  Version: "2012-10-17";
  Statement: {
    Effect: "Allow";
    Principal: { Federated: string };
    Action: "sts:AssumeRoleWithWebIdentity";
    Condition: { StringEquals: Record<string, string | string[]> };
  }[];
}

/** Runs of a pull request's workflow; GitHub gives those of forks no token. */
export const ofPullRequests = "pull_request";

/** Jobs that name the environment, which is to be limited to the branch main. */
export const ofDeployments = `environment:${githubEnvironment}`;

/**
 * Trusts the tokens that GitHub signs for a repository's workflows, and nobody besides.
 *
 * GitHub names a repository in one of two ways in them: those that were made, renamed or moved since July 2026 with the ids
 * of owner and repository, so that nobody can take over a name that became free
 * (https://github.blog/changelog/2026-04-23-immutable-subject-claims-for-github-actions-oidc-tokens), older ones without.
 * A repository's tokens have one of them: both are trusted.
 *
 * @param provider ARN of the OIDC provider
 * @param situation what follows the repository in the token's subject
 */
export function trustPolicy(provider: string, { owner, name, ids }: Repository, situation: string): TrustPolicy {
  const issuer = provider.slice(provider.indexOf("/") + 1);
  const names = [`${owner}/${name}`, ...(ids ? [`${owner}@${ids.owner}/${name}@${ids.repository}`] : [])];
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: provider },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: {
            [`${issuer}:aud`]: audience,
            [`${issuer}:sub`]: names.map((repository) => `repo:${repository}:${situation}`),
          },
        },
      },
    ],
  };
}
