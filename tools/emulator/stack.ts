import { existsSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import { UserError } from "../../packages/offline/src/errors";
import { propertiesOf } from "../json";

/** The stack whose home is the emulator. */
export const stack = "localstack";

const file = `Pulumi.${stack}.yaml`;

/**
 * Address of the emulator, as the stack's configuration names it. Ask for it before Pulumi does anything.
 *
 * @throws UserError if the configuration is gone or names no emulator: without it Pulumi would deploy to AWS
 */
export function emulatorUrl(): string {
  if (!existsSync(file)) {
    throw new UserError(`${file} is gone (\`pulumi stack rm\` deletes it); run: git checkout ${file}`);
  }
  const document: unknown = parse(readFileSync(file, "utf8"));
  const endpoints = propertiesOf(propertiesOf(document).config)["aws:endpoints"];
  const [url] = Array.isArray(endpoints) ? endpoints.flatMap((element) => Object.values(propertiesOf(element))) : [];
  if (typeof url === "string") return url;
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

/**
 * Makes sure that the emulator runs.
 *
 * @returns its address
 */
export async function requireEmulator(): Promise<string> {
  const url = emulatorUrl();
  if (await emulatorHealth(url)) return url;
  throw new UserError(`nothing answers at ${url}; run: npm run up`);
}
