/** Names with their values, as they come in queries and cookies; a name may come several times. */
export type Pairs = [name: string, value: string][];

const queryParts = (query: string): string[] => query.split("&").filter((part) => part !== "");
const cookieParts = (cookie: string): string[] => cookie.split(/; */).filter((part) => part !== "");

const pairOf = (part: string): Pairs[number] => {
  const at = part.indexOf("=");
  return at < 0 ? [part, ""] : [part.slice(0, at), part.slice(at + 1)];
};

const isPicked = (picks: (name: string) => boolean) => (part: string) => picks(pairOf(part)[0]);

/** The parameters of a query, still percent-encoded. */
export const parametersIn = (query: string): Pairs => queryParts(query).map(pairOf);

/** The cookies of a request. */
export const cookiesIn = (cookie = ""): Pairs => cookieParts(cookie).map(pairOf);

/** A query with some of its parameters, each as it was. */
export const queryWith = (query: string, picks: (name: string) => boolean): string =>
  queryParts(query).filter(isPicked(picks)).join("&");

/** A `cookie` header with some of its cookies. */
export const cookiesWith = (cookie: string | undefined, picks: (name: string) => boolean): string =>
  cookieParts(cookie ?? "")
    .filter(isPicked(picks))
    .join("; ");
