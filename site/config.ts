/** Where people sign in. */
export interface SignIn {
  /** What the pool's tokens name as their `iss`. */
  issuer: string;
  /** Base address of the pool's pages, without a slash at its end. */
  url: string;
  clientId: string;
  scopes: string[];
}

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
  /** Undefined where nobody signs in: what then opens the API is the key. */
  signIn?: SignIn;
  /** Pages of AWS's console that show the stack's figures and logs; empty where there is no such console. */
  dashboardUrl: string;
  logsUrl: string;
}

const texts = ["apiUrl", "environment", "version", "dashboardUrl", "logsUrl"] as const;

/** Whether a document is a {@link SiteConfig}. */
export const isSiteConfig = (value: unknown): value is SiteConfig => {
  if (typeof value !== "object" || value === null || !("apiKeyRequired" in value)) return false;
  const entries = new Map(Object.entries(value));
  if ("signIn" in value && !isSignIn(value.signIn)) return false;
  return typeof value.apiKeyRequired === "boolean" && texts.every((key) => typeof entries.get(key) === "string");
};

const isSignIn = (value: unknown): boolean => {
  if (typeof value !== "object" || value === null || !("scopes" in value)) return false;
  const entries = new Map(Object.entries(value));
  return (
    Array.isArray(value.scopes) && ["issuer", "url", "clientId"].every((key) => typeof entries.get(key) === "string")
  );
};
