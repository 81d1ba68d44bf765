import { useEffect, useState } from "preact/hooks";

/** Where the reader is: the parts of the address behind its `#/`, decoded. */
const current = (): string[] => location.hash.slice(2).split("/").map(decoded);

/** What is no percent-encoding stands for itself. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) return part;
    throw error;
  }
}

/** The address of a place in the console, by its parts. */
export const href = (...parts: string[]): string => `#/${parts.map(encodeURIComponent).join("/")}`;

/** Where the reader is, now and whenever that changes. */
export function useRoute(): string[] {
  const [route, setRoute] = useState(current);
  useEffect(() => {
    const follow = (): void => setRoute(current());
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  return route;
}
