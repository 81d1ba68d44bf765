import { isRecord, membersOf } from "../../is-record";

type Members = Record<string, unknown>;

/** A batch of which a part is left undone, as DynamoDB does when a table has no capacity for all of it. */
export interface PartialBatch {
  /** The request without that part. */
  input: Members;
  /** The answer that names it. */
  finish(answer: unknown): Members;
}

/** The member of an answer that names what is undone. */
const undone: Record<string, string> = { BatchGetItem: "UnprocessedKeys", BatchWriteItem: "UnprocessedItems" };

/**
 * Divides a batch.
 *
 * @param isLeft asked of each key or write; one is done in any case, since DynamoDB throttles a batch of which none can be
 * @returns undefined for what is no batch, and where nothing is left
 */
export function partialBatch(operation: string, input: Members, isLeft: () => boolean): PartialBatch | undefined {
  const member = undone[operation];
  if (member === undefined) return undefined;
  let isFirst = true;
  const staysLeft = (): boolean => {
    if (!isFirst) return isLeft();
    return (isFirst = false);
  };
  const tables = Object.entries(membersOf(input.RequestItems)).map(([table, asked]) => {
    const [done, left]: [unknown[], unknown[]] = [[], []];
    for (const one of requestsOf(asked)) (staysLeft() ? left : done).push(one);
    return { table, asked, done, left };
  });
  if (tables.every(({ left }) => left.length === 0)) return undefined;
  const RequestItems = withoutEmpty(tables.map(({ table, asked, done }) => [table, withRequests(asked, done)]));
  const left = withoutEmpty(tables.map(({ table, asked, left }) => [table, withRequests(asked, left)]));
  return {
    input: { ...input, RequestItems },
    finish: (answer) => ({ ...membersOf(answer), [member]: joined(left, membersOf(answer)[member]) }),
  };
}

/** The keys that are asked of a table, or the writes to it. */
const requestsOf = (asked: unknown): unknown[] => {
  const requests = isRecord(asked) ? asked.Keys : asked;
  return Array.isArray(requests) ? requests : [];
};

const withRequests = (asked: unknown, requests: unknown[]): unknown =>
  isRecord(asked) ? { ...asked, Keys: requests } : requests;

const withoutEmpty = (tables: [string, unknown][]): Members =>
  Object.fromEntries(tables.filter(([, asked]) => requestsOf(asked).length > 0));

/** What was left, and what the operation itself did not get to. */
const joined = (left: Members, more: unknown): Members => {
  const all = { ...left };
  for (const [table, asked] of Object.entries(membersOf(more)))
    all[table] = withRequests(asked, [...requestsOf(left[table]), ...requestsOf(asked)]);
  return all;
};
