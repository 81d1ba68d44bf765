import { createContext } from "preact";
import type { ListedResource } from "../../src/services/page-answers";

/** What the program calls a function, by the name that AWS knows it by. */
export const NamesContext = createContext<(functionName: string) => string>((name) => name);

/** The program's own names of these functions; of several with one name none has it. */
export function namesOf(functions: readonly ListedResource[]): (functionName: string) => string {
  const names = new Map(
    functions
      .filter(({ name }) => functions.filter((one) => one.name === name).length === 1)
      .map(({ id, name }) => [id, name]),
  );
  return (functionName) => names.get(functionName) ?? functionName;
}
