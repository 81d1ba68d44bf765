import createClient, { type Client } from "openapi-fetch";
import type { components, paths } from "./schema";

/** Operations by path and method, with their parameters. */
export type { paths };

/** What the API takes and answers, by the names in openapi.json. */
export type Schemas = components["schemas"];

/** Requests by method and path: `client.GET("/events/{id}", { params: { path: { id } } })`. */
export type AtelierClient = Client<paths>;

export interface AtelierClientOptions {
  /** The API's base: the stack's output `apiUrl`. */
  apiUrl: string;
  /** The stack's output `apiKey`; without it only the open routes answer. */
  apiKey?: string;
  /** A user's access token, where the stack has people sign in; it lasts a quarter of an hour. */
  accessToken?: string;
}

/**
 * A client whose requests and answers have the types of openapi.json.
 *
 * A request answers `{ data, error, response }`: `data` where it succeeded, else `error`, a problem (RFC 9457). It rejects
 * only where there is no answer at all.
 */
export const atelierClient = ({ apiUrl, apiKey, accessToken }: AtelierClientOptions): AtelierClient =>
  createClient<paths>({
    baseUrl: apiUrl,
    headers: {
      ...(apiKey !== undefined && { "x-api-key": apiKey }),
      ...(accessToken !== undefined && { authorization: `Bearer ${accessToken}` }),
    },
  });
