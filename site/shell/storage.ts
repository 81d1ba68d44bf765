/*
 * What the browser keeps for the site. One that keeps nothing for anybody throws where it is asked: pages then do without.
 */

const attempt = <Value>(act: () => Value): Value | undefined => {
  try {
    return act();
  } catch (error) {
    if (error instanceof DOMException) return undefined;
    throw error;
  }
};

/** What is kept under a name, for this tab (`session`) or for all to come (`local`). */
export const kept = (where: "session" | "local", name: string): string | undefined =>
  attempt(() => storageOf(where).getItem(name)) ?? undefined;

/** Keeps a text under a name; undefined forgets it. */
export const keep = (where: "session" | "local", name: string, value: string | undefined): void =>
  attempt(() => (value === undefined ? storageOf(where).removeItem(name) : storageOf(where).setItem(name, value)));

const storageOf = (where: "session" | "local"): Storage => (where === "session" ? sessionStorage : localStorage);
