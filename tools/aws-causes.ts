import { UserError } from "../packages/offline/src/errors";

/** What errors of the SDK mean, by name or by what they say, and what to do about them. */
const causes: readonly (readonly [error: RegExp, message: string])[] = [
  [
    /CredentialsProviderError|Could not load credentials/,
    "there are no credentials for AWS: run `aws configure sso` or `aws configure`, and set AWS_PROFILE where they have a name",
  ],
  [
    /ExpiredToken|TokenProviderError|RequestExpired/,
    "your credentials for AWS have expired: run `aws sso login`, then try again",
  ],
  [
    /InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|InvalidAccessKeyId|AuthFailure/,
    "AWS does not know your credentials: `aws sts get-caller-identity` has to answer",
  ],
  [
    /LimitExceeded/,
    "the account has no room for it: ask for a higher quota of IAM, or remove policies that nobody uses",
  ],
  [
    /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|TimeoutError/,
    "AWS cannot be reached: look at your network, and at AWS_ENDPOINT_URL",
  ],
];

/**
 * What a failed call means to a person, in one line.
 *
 * @param error what was thrown
 * @param whoMay whose credentials would do, for who may not do it
 * @returns the same error where nothing is known of it
 */
export function causeOf(error: unknown, whoMay: string): unknown {
  if (error instanceof UserError || !(error instanceof Error)) return error;
  const inner = error instanceof AggregateError ? error.errors.map(String).join(" ") : "";
  const said = `${error.name} ${"code" in error ? String(error.code) : ""} ${error.message} ${inner}`;
  if (/AccessDenied|UnauthorizedOperation|not authorized/i.test(said)) {
    const action = /perform: (\S+)/.exec(error.message)?.[1];
    const what = action === undefined ? "" : ` (${action})`;
    return new UserError(`your credentials may not do this${what}: ${whoMay}`);
  }
  const found = causes.find(([pattern]) => pattern.test(said));
  if (found) return new UserError(found[1]);
  // Whatever else a service refuses says in its own words what is wrong.
  return "$metadata" in error ? new UserError(`AWS refuses: ${error.name}: ${error.message}`) : error;
}
