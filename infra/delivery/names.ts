/** Whose account it is, and which of Pulumi's projects is deployed to it. */
export interface Owner {
  /** Twelve digits. */
  account: string;
  /** Pulumi's project, which what is made is named by. */
  project: string;
}

/** ARN of a policy that delivery consists of, such as `boundary`. */
export const policyArn = ({ account, project }: Owner, name: string): string =>
  `arn:aws:iam::${account}:policy/${project}-${name}`;

/** ARN of the policy that no role of the program's can exceed. */
export const boundaryArn = (owner: Owner): string => policyArn(owner, "boundary");

/** Where a stack's roles stand: by this path whoever deploys tells them from all others. */
export const rolePath = (project: string, stack: string): string => `/${project}/${stack}/`;

/** Names of the roles that GitHub's workflows take. They are not below {@link rolePath}. */
export const roleNames = (project: string) => ({ preview: `${project}-preview`, deploy: `${project}-deploy` });

export const roleArn = ({ account }: Owner, name: string): string => `arn:aws:iam::${account}:role/${name}`;

/** The SecureString that holds the passphrase of the secrets in Pulumi's state. */
export const passphraseParameter = (project: string): string => `/${project}/delivery/passphrase`;

/** The bucket of Pulumi's state. Names of buckets are the same for all accounts: the account's number makes it one's own. */
export const stateBucket = ({ account, project }: Owner, region: string): string =>
  `${project}-state-${account}-${region}`;

/** The environment of GitHub that the deploy role is bound to. */
export const githubEnvironment = "production";

/** Who signs the tokens of GitHub's workflows (https://docs.github.com/en/actions/reference/security/oidc). */
export const githubIssuer = "token.actions.githubusercontent.com";

/** Whom the tokens are for. */
export const audience = "sts.amazonaws.com";

export const githubProviderArn = (account: string): string => `arn:aws:iam::${account}:oidc-provider/${githubIssuer}`;
