import type { SiteResponse } from "../../sites";

/** What the endpoints of RFC 6749 refuse with. */
export class OAuthError extends Error {
  constructor(
    readonly code: string,
    readonly description?: string,
    readonly status = 400,
  ) {
    super(description ?? code);
  }
}

/** What is refused on a page of the pool's own, since no address can be trusted to be told. */
export class PageProblem extends Error {
  constructor(readonly problem: "client" | "redirect" | "form" | "request") {
    super(problem);
  }
}

const open = { "access-control-allow-origin": "*" } as const;

/** An answer in JSON that the pages of any site may read: none of it goes by cookies. */
export const json = (status: number, document: object, headers: Record<string, string> = {}): SiteResponse => ({
  status,
  headers: {
    "content-type": "application/json;charset=UTF-8",
    "cache-control": "no-cache, no-store, max-age=0, must-revalidate",
    "x-content-type-options": "nosniff",
    ...open,
    ...headers,
  },
  body: JSON.stringify(document),
});

export const oauthFailure = ({ code, description, status }: OAuthError): SiteResponse =>
  json(status, { error: code, ...(description !== undefined && { error_description: description }) });

/** What a browser asks before a page of another site sends what forms cannot. */
export const preflight = (requested: string | undefined): SiteResponse => ({
  status: 204,
  headers: {
    ...open,
    "access-control-allow-methods": "GET, POST, OPTIONS",
    ...(requested !== undefined && { "access-control-allow-headers": requested }),
    "access-control-max-age": "7200",
  },
  body: "",
});
