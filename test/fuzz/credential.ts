import type { Api } from "../support/api";

/** What lets requests in. */
export interface Credential {
  header: "x-api-key" | "authorization";
  value: string;
  /** What a command has in the place of the value. */
  variable: string;
  /** What is answered to who has it not. */
  refusal: { status: number; title: string };
}

/** The key of an API, or a user's token where people sign in. */
export const credentialOf = ({ key, token }: Pick<Api, "key" | "token">): Credential =>
  token === undefined
    ? { header: "x-api-key", value: key, variable: "$KEY", refusal: { status: 403, title: "Forbidden" } }
    : {
        header: "authorization",
        value: `Bearer ${token}`,
        variable: "Bearer $TOKEN",
        refusal: { status: 401, title: "Unauthorized" },
      };
