import { UserError } from "../../src/errors";
import { questions } from "../../src/host/questions";

/** Asks as the command line does; returns what it prints. */
export async function say(question: string, argv: string[], environment: NodeJS.ProcessEnv = {}): Promise<string> {
  const ask = questions.get(question);
  if (!ask) throw new Error(`no question ${question}`);
  const printed: string[] = [];
  await ask({ argv, environment, print: (text) => printed.push(text) });
  return printed.join("\n");
}

/** What the command line's user is told is wrong. */
export const failure = (said: Promise<string>): Promise<UserError> =>
  said.then(
    (text) => {
      throw new Error(`it said ${text}`);
    },
    (error: unknown) => {
      if (error instanceof UserError) return error;
      throw error;
    },
  );
