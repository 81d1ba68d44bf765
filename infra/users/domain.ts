import { createHash } from "node:crypto";

/** What a prefix may not hold: AWS keeps these names to itself. */
const reserved = /aws|amazon|cognito/;

/** A prefix has at most 63 characters (https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-assign-domain-prefix.html). */
const longest = 63;

const digits = 10;

/**
 * The prefix of the hosted pages' name, which no other pool of the region may have, whoever's it is: of project and stack
 * for people, and of a hash of both and the account, so that another account's stack of the same name has another one.
 */
export function domainPrefix(project: string, stack: string, account: string): string {
  const hash = createHash("sha256")
    .update(JSON.stringify([project, stack, account]))
    .digest("hex")
    .slice(0, digits);
  let spelled = `${project}-${stack}`.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  // What is left when one is gone may spell another.
  while (reserved.test(spelled)) spelled = spelled.replace(reserved, "");
  const name = spelled
    .replace(/-{2,}/g, "-")
    .slice(0, longest - digits - 1)
    .replace(/^-|-$/g, "");
  return name === "" ? `u${hash}` : `${name}-${hash}`;
}

/** Where AWS serves the hosted pages of a prefix. */
export const domainAddress = (prefix: string, region: string): string =>
  `https://${prefix}.auth.${region}.amazoncognito.com`;
