import { fire } from "./fire";
import { invoke } from "./invoke";
import { logs } from "./logs";
import { mail } from "./mail";
import { output } from "./output";
import type { Question } from "./question";
import { reset } from "./reset";

/** What the command line says to a host that runs, or about one that does not. */
export const questions: ReadonlyMap<string, Question> = new Map([
  ["output", output],
  ["logs", logs],
  ["invoke", invoke],
  ["fire", fire],
  ["mail", mail],
  ["reset", reset],
]);
