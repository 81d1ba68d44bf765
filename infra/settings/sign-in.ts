import type { Reader } from "./reader";

/** How people sign in, where they are asked to. */
export interface SignInSettings {
  /** Whether anybody may make a user of their own; otherwise operators invite people. */
  selfSignUp: boolean;
  /** Base address of the hosted pages on an emulator that serves them by paths of its own; undefined for AWS's name. */
  url?: string;
}

/** What the stack says of itself that sign-in depends on. */
export interface SignInHome {
  /** Whether CloudFront serves the site. */
  cdn: boolean;
  /** The services whose endpoints on an emulator the stack names; undefined on AWS. */
  endpoints: readonly string[] | undefined;
}

/** What says how API keys are asked for, and nothing where there are none. */
const ofKeys = ["apiKeyRequired", "quotaLimit"] as const;

/**
 * @returns undefined where the API asks for keys
 * @throws pulumi.RunError naming the key, what is wrong with its value and the command that sets it
 */
export function signIn(read: Reader, { cdn, endpoints }: SignInHome): SignInSettings | undefined {
  const auth = read.text("auth", "apiKey", /^(apiKey|cognito)$/, "apiKey or cognito");
  const selfSignUp = read.boolean("selfSignUp", false);
  const address = /^(|https?:\/\/[^/\s]+(\/[^/\s?#]+)*)$/;
  const url = read.optional("signInUrl", address, "an address without a slash at its end") || undefined;
  if (auth === "apiKey") {
    if (selfSignUp) throw read.refusal("auth", auth, "cognito where selfSignUp is true");
    if (url !== undefined) throw read.refusal("auth", auth, "cognito where signInUrl is set");
    return undefined;
  }
  for (const key of ofKeys) {
    const said = read.optional(key, /^/, "");
    if (said !== undefined) throw read.refusal(key, said, "left out where auth is cognito, which asks for no API key");
  }
  if (endpoints === undefined) {
    // Cognito leads people back over https alone, which a bucket's website does not speak
    // (https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-client-apps.html).
    if (!cdn) throw read.refusal("cdn", "false", "true where auth is cognito: people are led back to https alone");
    // People type their passwords there.
    if (url !== undefined) throw read.refusal("signInUrl", url, "left out on AWS, which names the pages itself");
  } else if (!endpoints.includes("cognitoidp")) {
    throw read.refusal("auth", auth, "apiKey where aws:endpoints does not name cognitoidp");
  }
  return { selfSignUp, url };
}
