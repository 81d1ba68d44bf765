import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Person } from "./session";

/** Who has signed in; undefined where the API key opens the API, which tells nobody apart. */
export const PersonContext = createContext<Person | undefined>(undefined);

/** Whether the API lets the person control machines and bring in measurements; where nobody signs in, everybody with the key. */
export function useMayOperate(): boolean {
  const person = useContext(PersonContext);
  return person === undefined || person.groups.includes("operators");
}
