import { join } from "node:path";

/** The folder of one of the small programs that tests run. */
export const programFolder = (name: string): string => join(__dirname, "..", "programs", name);
