import { dirname, sep } from "node:path";

/** What a process is like before a program has run in it. */
export interface Untouched {
  environment: NodeJS.ProcessEnv;
  /** Those that keep their listeners. Packages listen for `beforeExit`, once. */
  events: ReadonlySet<string | symbol>;
}

export const untouched = (): Untouched => ({
  environment: { ...process.env },
  events: new Set([...process.eventNames(), "beforeExit"]),
});

/**
 * Makes a process ready for a program to run in it anew: forgets the modules that are the program's own, and what it has
 * done to the process. Packages stay loaded: they are the same until they are installed again, which takes another process.
 */
export function forgetProgram(cache: NodeJS.Dict<NodeModule>, { environment, events }: Untouched): void {
  for (const path of Object.keys(cache)) if (isOwn(path)) delete cache[path];
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
  Object.assign(process.env, environment);
  for (const event of process.eventNames()) if (!events.has(event)) process.removeAllListeners(event);
}

const hostFolder = dirname(__filename) + sep;

/** Whether a module is the program's, or of a package that is developed beside it: not of an installed one, nor the host's. */
export const isOwn = (path: string): boolean =>
  !path.includes(`${sep}node_modules${sep}`) && !path.startsWith(hostFolder);
