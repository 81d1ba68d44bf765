/** What access tokens may be for: the API as a whole. What a user may do there follows from groups. */
export const resourceServer = { identifier: "atelier", scope: "api" } as const;

/** The scope as tokens carry it: without it the gateway takes no access token. */
export const apiScope = `${resourceServer.identifier}/${resourceServer.scope}`;

/** What the site asks for: who the user is, the user's address, and the API. */
export const siteScopes = ["openid", "email", apiScope];
