import { AwsError } from "../../../protocol/service";
import type { Exchange } from "./exchange";
import { texts } from "./text";

/** What Cognito's words mean where its code alone does not tell. */
const meanings = [
  [/attempts exceeded/, "tooMany"],
  [/User is disabled/, "disabled"],
  [/Temporary password has expired/, "expired"],
  [/Invalid session/, "session"],
] as const;

/** An error in words for a person. @throws what is none of Cognito's */
export function said({ language }: Exchange, error: unknown): string {
  if (!(error instanceof AwsError)) throw error;
  const { errors } = texts[language];
  const meaning = meanings.find(([words]) => words.test(error.message));
  if (meaning) return errors[meaning[1]];
  return Object.entries(errors).find(([code]) => code === error.code)?.[1] ?? errors.other;
}

export const isCode = (error: unknown, code: string): boolean => error instanceof AwsError && error.code === code;
