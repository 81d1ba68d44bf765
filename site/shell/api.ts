import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { type AtelierClient, atelierClient } from "../../client";

/** What a request failed of, in words for a person. */
export class Failure extends Error {
  constructor(
    /** HTTP status; 0 where there was no answer. */
    readonly status: number,
    /** The problem's title, in the API's words; empty where there was no answer. */
    readonly title: string,
    readonly detail = "",
    readonly requestId = "",
  ) {
    super(title);
  }
}

/** A success. */
export interface Answer<Data> {
  status: number;
  data: Data;
  etag: string | undefined;
}

interface Sent<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

const textOf = (problem: unknown, key: string): string => {
  const value = typeof problem === "object" && problem !== null ? new Map(Object.entries(problem)).get(key) : undefined;
  return typeof value === "string" ? value : "";
};

/** What fetch throws where there is no answer, as a {@link Failure}. */
export function failUnanswered(reason: unknown): never {
  throw reason instanceof TypeError ? new Failure(0, "") : reason;
}

/**
 * Waits for a request of the typed client.
 *
 * @throws Failure with the problem's words, or of status 0 where nobody answered
 */
export async function answered<Data>(sent: Promise<Sent<Data>>): Promise<Answer<Data>> {
  const { data, error, response } = await sent.catch(failUnanswered);
  const { status, headers } = response;
  const etag = headers.get("etag") ?? undefined;
  if (response.ok && data !== undefined) return { status, data, etag };
  throw new Failure(status, textOf(error, "title"), textOf(error, "detail"), textOf(error, "requestId"));
}

/** Waits for a request whose success has no body. */
export const finished = async (sent: Promise<Sent<unknown>>): Promise<void> =>
  void (await answered(sent.then((one) => (one.response.ok ? { ...one, data: null } : one))));

/** The API, as a page uses it. */
export interface Api {
  client: AtelierClient;
  /** The address of something below the API's base, such as an event's `imageUrl`. */
  urlOf(path: string): string;
}

const keyHeader = "x-api-key";

/**
 * A client that stays the same whatever the key is: what is being written need not begin anew with another one.
 *
 * @param keyNow the key that requests carry
 * @param onForbidden told when the API does not know the key that is still the one
 */
export function clientOf(apiUrl: string, keyNow: () => string | undefined, onForbidden: () => void): AtelierClient {
  const client = atelierClient({ apiUrl });
  client.use({
    onRequest({ request }) {
      const key = keyNow();
      if (key !== undefined) request.headers.set(keyHeader, key);
      return request;
    },
    async onResponse({ request, response }) {
      if (response.status !== 403 || request.headers.get(keyHeader) !== (keyNow() ?? null)) return;
      const problem: unknown = await response
        .clone()
        .json()
        .catch(() => undefined);
      // The gateway's own 403; a handler's says what is not allowed.
      if (textOf(problem, "title") === "Forbidden" && textOf(problem, "detail") === "") onForbidden();
    },
  });
  return client;
}

export const ApiContext = createContext<Api | undefined>(undefined);

/** The API of the page; only below the shell. */
export function useApi(): Api {
  const api = useContext(ApiContext);
  if (!api) throw new Error("no API here: this component is outside of the shell");
  return api;
}
