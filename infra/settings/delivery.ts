import type { Reader } from "./reader";

/** Who deploys the stack without a stored key. */
export interface DeliverySettings {
  /** The repository on GitHub, as `owner/name`. */
  repository: string;
  /** ARN of the account's OIDC provider for GitHub, where there is one already that `npm run bootstrap` is not to look after. */
  provider?: string;
}

/** The form of `owner/name` that GitHub allows. */
export const repositoryForm = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})\/[\w.-]{1,100}$/;

/** The issuer's host, and for enterprises with an issuer of their own their name. */
const providerForm = /^(|arn:aws:iam::\d{12}:oidc-provider\/token\.actions\.githubusercontent\.com(\/[\w-]+)?)$/;

/**
 * The repository whose workflows deploy the stack. An empty value is none: so what a stack's file says can be overridden.
 *
 * @param certificates the path of certificates in SSM that the stack's functions read, if any
 * @throws pulumi.RunError naming the key, what is wrong with its value and the command that sets it
 */
export function delivery(
  read: Reader,
  project: string,
  certificates: string | undefined,
): DeliverySettings | undefined {
  const repository = read.optional(
    "github",
    new RegExp(`^$|${repositoryForm.source}`),
    "a repository on GitHub such as owner/repository",
  );
  const provider = read.optional(
    "githubProvider",
    providerForm,
    "the ARN of an OIDC provider such as arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com",
  );
  if (!repository) {
    if (provider) throw read.refusal("github", "", "owner/repository where githubProvider is set");
    return undefined;
  }
  // The boundary lets functions read nothing else.
  if (certificates !== undefined && !certificates.startsWith(`/${project}/`)) {
    throw read.refusal("dockerCertificates", certificates, `a path below /${project}/ where github is set`);
  }
  return { repository, provider: provider || undefined };
}
