import { UserError } from "../../packages/offline/src/errors";
import { propertiesOf } from "../json";
import { localstack, Stack } from "../pulumi/stack";

/** The stack whose home is the emulator, and the emulator's address. */
export interface EmulatedStack {
  stack: Stack;
  url: string;
}

/**
 * The stack, as its configuration names the emulator. Ask for it before Pulumi does anything.
 *
 * @throws UserError if the configuration is gone or names no emulator: without it Pulumi would deploy to AWS
 */
export function emulatedStack(): EmulatedStack {
  const stack = Stack.named(localstack);
  if (stack.emulator !== undefined) return { stack, url: stack.emulator };
  const file = `Pulumi.${localstack}.yaml`;
  throw new UserError(`${file} has no aws:endpoints, so Pulumi would deploy to AWS; run: git checkout ${file}`);
}

/** What LocalStack says of itself; undefined while nothing answers there. */
export async function emulatorHealth(url: string): Promise<{ version: string } | undefined> {
  let response: Response;
  try {
    response = await fetch(`${url}/_localstack/health`);
  } catch (error) {
    // fetch's error for an address that does not answer.
    if (error instanceof TypeError) return undefined;
    throw error;
  }
  if (!response.ok) throw new UserError(`what answers at ${url} is not LocalStack (perhaps the offline host); stop it`);
  const { version } = propertiesOf(await response.json());
  return { version: typeof version === "string" ? version : "?" };
}

/** Makes sure that the emulator runs. */
export async function requireEmulator(): Promise<EmulatedStack> {
  const emulated = emulatedStack();
  if (await emulatorHealth(emulated.url)) return emulated;
  throw new UserError(`nothing answers at ${emulated.url}; run: npm run up`);
}
