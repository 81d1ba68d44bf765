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

/** What lets requests in. */
export interface Admission {
  /** The header that says so; undefined for a request that goes without. */
  header(): Promise<readonly [name: string, value: string] | undefined>;
  /** Told of an answer that may be a refusal of it, with the header that the request had. */
  answered(header: readonly [name: string, value: string], answer: Response): void | Promise<void>;
}

/** A client that stays the same whoever is let in: what is being written need not begin anew. */
export function clientOf(apiUrl: string, admission: Admission): AtelierClient {
  const client = atelierClient({ apiUrl });
  const sent = new WeakMap<Request, readonly [name: string, value: string]>();
  client.use({
    async onRequest({ request }) {
      const header = await admission.header();
      if (!header) return request;
      request.headers.set(...header);
      sent.set(request, header);
      return request;
    },
    async onResponse({ request, response }) {
      const header = sent.get(request);
      if (header) await admission.answered(header, response);
    },
  });
  return client;
}

/** Whether an answer is the gateway's own 403; a handler's says what is not allowed. */
export async function isForbidden(response: Response): Promise<boolean> {
  if (response.status !== 403) return false;
  const problem: unknown = await response
    .clone()
    .json()
    .catch(() => undefined);
  return textOf(problem, "title") === "Forbidden" && textOf(problem, "detail") === "";
}

export const ApiContext = createContext<Api | undefined>(undefined);

/** The API of the page; only below the shell. */
export function useApi(): Api {
  const api = useContext(ApiContext);
  if (!api) throw new Error("no API here: this component is outside of the shell");
  return api;
}
