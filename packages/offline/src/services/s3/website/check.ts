import { UserError } from "../../../errors";
import type { Redirect, Website } from "./rules";

/**
 * Refuses what PutBucketWebsite would.
 *
 * @throws UserError
 */
export function checkWebsite({ resource, index, redirectAll, rules }: Website, hasMore: boolean): void {
  const refuse = (why: string): UserError => new UserError(`AWS would refuse the website ${resource}: ${why}`);
  if (redirectAll && hasMore) throw refuse("where all requests are redirected, there is nothing else to say");
  if (!redirectAll && index === "") throw refuse("it has neither an indexDocument nor redirectAllRequestsTo");
  if (index.includes("/")) throw refuse(`the suffix ${index} of its indexDocument has a slash`);
  for (const { status, redirect } of rules) {
    const problem = problemOf(redirect);
    if (problem !== undefined) throw refuse(problem);
    if (status !== undefined && !(status >= 400 && status <= 599))
      throw refuse(`${status} of a routing rule is no status of an error`);
  }
  const protocol = redirectAll && problemOf(redirectAll);
  if (protocol !== undefined) throw refuse(protocol);
}

function problemOf({ key, prefix, status, protocol }: Redirect): string | undefined {
  if (key !== undefined && prefix !== undefined)
    return "a redirect replaces either the whole key or its prefix, not both";
  if (status !== undefined && !(status > 300 && status <= 399)) return `${status} is no status of a redirect`;
  if (protocol !== undefined && protocol !== "http" && protocol !== "https")
    return `the protocol ${protocol} of a redirect is neither http nor https`;
  return undefined;
}
