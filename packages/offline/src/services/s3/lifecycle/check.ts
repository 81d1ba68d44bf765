import { UserError } from "../../../errors";
import { day } from "../days";
import type { LifecycleRule, When } from "./rules";

/** What AWS would say to a rule. */
export const refused = ({ id, bucket }: { id: string; bucket: string }, why: string): UserError =>
  new UserError(`AWS would refuse the lifecycle rule ${id} of bucket ${bucket}: ${why}`);

/** Days for which objects must stay where they are before they go to these classes. */
const leastDays: Partial<Record<string, number>> = { STANDARD_IA: 30, ONEZONE_IA: 30 };

/**
 * Holds a rule to what S3 demands of one (PutBucketLifecycleConfiguration, "Lifecycle configuration elements").
 *
 * @throws UserError
 */
export function checkRule(rule: LifecycleRule, bucket: string): void {
  const problem = problemOf(rule);
  if (problem !== undefined) throw refused({ id: rule.id, bucket }, problem);
}

function problemOf(rule: LifecycleRule): string | undefined {
  const { expiration, expiresMarkers, transitions, noncurrentExpiration, noncurrentTransitions, abortAfter } = rule;
  const hasSize = rule.filter.greaterThan !== undefined || rule.filter.lessThan !== undefined;
  const isEmpty = !expiration && !expiresMarkers && !noncurrentExpiration && abortAfter === undefined;
  if (isEmpty && transitions.length + noncurrentTransitions.length === 0) return "it does nothing";
  if (expiration && expiresMarkers) return "it expires objects and delete markers at once";
  if (hasSize && abortAfter !== undefined) return "uploads have no size that a filter could ask for";
  if (hasSize && expiresMarkers) return "delete markers have no size that a filter could ask for";
  for (const when of [expiration, ...transitions]) if (when && isBadDate(when)) return "a date must be midnight, UTC";
  const counts = [daysOf(expiration), noncurrentExpiration?.days, abortAfter];
  if (counts.some((days) => days !== undefined && days < 1)) return "days must be 1 or more";
  for (const { to, ...when } of transitions) {
    const days = daysOf(when) ?? Infinity;
    if (days < (leastDays[to] ?? 0)) return `objects go to ${to} after ${leastDays[to]} days or more`;
    if (days !== Infinity && (daysOf(expiration) ?? Infinity) <= days)
      return `objects go to ${to} no sooner than they expire`;
  }
  for (const { to, days } of noncurrentTransitions)
    if (days < (leastDays[to] ?? 0)) return `noncurrent versions go to ${to} after ${leastDays[to]} days or more`;
  return undefined;
}

const isBadDate = (when: When): boolean => "date" in when && !(when.date % day === 0);

const daysOf = (when: When | undefined): number | undefined => (when && "days" in when ? when.days : undefined);
