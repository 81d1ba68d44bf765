import type { iamCaller } from "../../../protocol/http-event/iam-caller";

/** What an authorizer says of a request that it lets through. */
export type Authorized =
  | { kind: "iam"; caller: ReturnType<typeof iamCaller> }
  | { kind: "jwt"; claims: Record<string, string>; scopes: string[] | null }
  | {
      kind: "lambda";
      /** What the function has returned as its `context`. */
      context: Record<string, unknown>;
      principalId: string | undefined;
    };

/** A request that an authorizer does not let through, or could not judge. */
export class AuthorizerRefusal extends Error {
  constructor(
    readonly status: 401 | 403 | 500,
    /** What `WWW-Authenticate` says, if anything does. */
    readonly challenge?: string,
  ) {
    super(words[status]);
  }
}

const words = { 401: "Unauthorized", 403: "Forbidden", 500: "Internal Server Error" } as const;

/** `requestContext.authorizer` of an event in payload format 2.0. */
export function contextOfFormat2(authorized: Authorized): object {
  if (authorized.kind === "iam") return { iam: authorized.caller };
  if (authorized.kind === "lambda") return { lambda: authorized.context };
  return { jwt: { claims: authorized.claims, scopes: authorized.scopes } };
}

/** `requestContext.authorizer` of an event in payload format 1.0; of who signed a request its `identity` tells. */
export function contextOfFormat1(authorized: Authorized): object | undefined {
  if (authorized.kind === "iam") return undefined;
  if (authorized.kind === "jwt") return { claims: authorized.claims, scopes: authorized.scopes };
  const { context, principalId } = authorized;
  return { ...context, ...(principalId !== undefined && { principalId }) };
}
