import { randomInt } from "node:crypto";
import { AwsError } from "../../../protocol/service";
import type { PasswordRules } from "../settings";

const letters = { lowercase: "abcdefghijkmnpqrstuvwxyz", uppercase: "ABCDEFGHJKLMNPQRSTUVWXYZ", numbers: "23456789" };

/** https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html; a space counts within only. */
const symbols = /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+-]|\S \S/;

/** What a password lacks, in Cognito's words; undefined for a good one. */
export function weaknessOf(password: string, rules: PasswordRules): string | undefined {
  if (password.length < rules.minimumLength) return "Password not long enough";
  if (password.length > 256) return "Password too long";
  if (rules.lowercase && !/[a-z]/.test(password)) return "Password must have lowercase characters";
  if (rules.uppercase && !/[A-Z]/.test(password)) return "Password must have uppercase characters";
  if (rules.numbers && !/[0-9]/.test(password)) return "Password must have numeric characters";
  if (rules.symbols && !symbols.test(password)) return "Password must have symbol characters";
  return undefined;
}

/** @throws AwsError InvalidPasswordException */
export function checkPassword(password: string, rules: PasswordRules): void {
  const weakness = weaknessOf(password, rules);
  if (weakness === undefined) return;
  throw new AwsError("InvalidPasswordException", `Password did not conform with policy: ${weakness}`);
}

const one = (characters: string): string => characters.charAt(randomInt(characters.length));

/** A temporary password that the rules let through, of characters that nobody mistakes. */
export function temporaryPassword({ minimumLength }: PasswordRules): string {
  const all = Object.values(letters).join("");
  const length = Math.max(12, minimumLength);
  const needed = [...Object.values(letters), "!@#%*"].map(one);
  const characters = [...needed, ...Array.from({ length: length - needed.length }, () => one(all))];
  for (let index = characters.length - 1; index > 0; index--) {
    const other = randomInt(index + 1);
    [characters[index], characters[other]] = [characters[other] ?? "", characters[index] ?? ""];
  }
  return characters.join("");
}
