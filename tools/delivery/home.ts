import { UserError } from "../../packages/offline/src/errors";
import { requireEmulator } from "../emulator/stack";
import { localstack, type Stack } from "../pulumi/stack";
import type * as Account from "./account";

/**
 * Makes sure that a stack's home can be deployed to, before Pulumi does anything: an emulator that answers, or an account of
 * AWS with a place for the state and its passphrase.
 *
 * @returns the home, for people
 * @throws UserError naming what is missing and what to do
 */
export async function requireHome(stack: Stack): Promise<string> {
  if (stack.name === localstack) return `LocalStack at ${(await requireEmulator()).url}`;
  const { emulator: url } = stack;
  if (url === undefined) {
    // AWS's SDK takes a while to load, and an emulator needs none of it.
    const { requireAccount }: typeof Account = require("./account");
    return requireAccount(stack);
  }
  if (await answers(url)) return `the emulator at ${url}`;
  throw new UserError(`nothing answers at ${url}, where Pulumi.${stack.name}.yaml has its emulator; start it`);
}

async function answers(url: string): Promise<boolean> {
  try {
    await fetch(url);
    return true;
  } catch (error) {
    // fetch's error for an address that does not answer.
    if (error instanceof TypeError) return false;
    throw error;
  }
}
