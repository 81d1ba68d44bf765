/** What the program tells the pages: `config.json`, which each stack has its own of. The pages are the same everywhere. */
export interface SiteConfig {
  /** Base of the API, without a slash at its end; a path where the site's own address serves the API as well. */
  apiUrl: string;
  /** The home, as `GET /health` names it: AWS, LocalStack, offline. */
  environment: string;
  /** The program's version. */
  version: string;
  /** Whether requests carry a key, which people are asked for. */
  apiKeyRequired: boolean;
  /** Pages of AWS's console that show the stack's figures and logs; empty where there is no such console. */
  dashboardUrl: string;
  logsUrl: string;
  /** How people sign in, by authorization code with PKCE; missing where they do not. */
  signIn?: SignIn;
}

/** What the pages have to know to sign people in. */
export interface SignIn {
  /** What the pool's tokens name as their `iss`. */
  issuer: string;
  /** Base address of the pool's pages, without a slash at its end. */
  url: string;
  clientId: string;
  /** What the pages ask for. */
  scopes: string[];
}

const texts = ["apiUrl", "environment", "version", "dashboardUrl", "logsUrl"] as const;

const isSignIn = (value: unknown): value is SignIn => {
  if (typeof value !== "object" || value === null) return false;
  const { issuer, url, clientId, scopes }: Record<string, unknown> = { ...value };
  const isList = Array.isArray(scopes) && scopes.every((scope) => typeof scope === "string");
  return isList && [issuer, url, clientId].every((one) => typeof one === "string");
};

/** Whether a document is a {@link SiteConfig}. */
export const isSiteConfig = (value: unknown): value is SiteConfig => {
  if (typeof value !== "object" || value === null || !("apiKeyRequired" in value)) return false;
  const entries = new Map(Object.entries(value));
  if (entries.has("signIn") && !isSignIn(entries.get("signIn"))) return false;
  return typeof value.apiKeyRequired === "boolean" && texts.every((key) => typeof entries.get(key) === "string");
};
