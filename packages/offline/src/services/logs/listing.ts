import { invalidParameter } from "./errors";

export interface ListingOptions<Item> {
  /** What items are sorted by; no two have the same. */
  keyOf: (item: Item) => string;
  descending?: boolean;
  limit: number;
  /** From the page before. */
  token: string | undefined;
}

/**
 * A page of a listing. The token names the last item that was given, so that what comes and goes between two pages
 * shifts nothing.
 *
 * @throws AwsError for a token that is none
 */
export function listingPage<Item>(items: Item[], options: ListingOptions<Item>): { page: Item[]; nextToken?: string } {
  const { keyOf, descending = false, limit, token } = options;
  const after = token === undefined ? undefined : decode(token);
  const follows = (key: string): boolean => after === undefined || (descending ? key < after : key > after);
  const keyed = items.map((item) => ({ item, key: keyOf(item) })).filter(({ key }) => follows(key));
  keyed.sort((a, b) => (a.key < b.key === descending ? 1 : -1));
  const page = keyed.slice(0, limit);
  const last = keyed.length > limit ? page.at(-1) : undefined;
  return { page: page.map(({ item }) => item), ...(last && { nextToken: encode(last.key) }) };
}

const encode = (key: string): string => Buffer.from(key).toString("base64url");

function decode(token: string): string {
  const key = Buffer.from(token, "base64url").toString();
  if (encode(key) === token) return key;
  throw invalidParameter("The specified nextToken is invalid.");
}
