import type {
  ListedApi,
  ListedMail,
  ListedMessage,
  ListedQueue,
  ListedResource,
  ListedSchedule,
  ProgramSummary,
} from "../../src/services/page-answers";
import { isRecord } from "../../src/is-record";

/** What the host's own pages answer, by path. */
interface Pages {
  apis: ListedApi[];
  mail: ListedMail[];
  outputs: Record<string, unknown>;
  "outputs?secrets=hidden": Record<string, unknown>;
  program: ProgramSummary;
  queues: ListedQueue[];
  resources: ListedResource[];
  schedules: ListedSchedule[];
  [messages: `queues/${string}/messages`]: ListedMessage[];
}

/** Something that was asked for has failed. */
export class Failure extends Error {
  /** @param status of the answer; 0 if there was none */
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail?: string,
  ) {
    super(detail ?? title);
  }
}

/** A failure as people are told of it; what nobody has foreseen is told to the browser's console as well. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  reportError(error);
  return new Failure(-1, "The console failed", String(error));
}

/** Asks for a page of the host's own. The types are the pages': both ends are built together. */
export async function ask<Path extends keyof Pages>(path: Path): Promise<Pages[Path]> {
  const answer: Pages[Path] = await (await send(`/_offline/${path}`)).json();
  return answer;
}

/** Has a page of the host's own do something. */
export async function act(path: string): Promise<unknown> {
  return (await send(`/_offline/${path}`, { method: "POST" })).json();
}

/**
 * Sends a request to the host.
 *
 * @throws Failure if there is no answer, or it is none of success
 */
export async function send(address: string, init?: RequestInit): Promise<Response> {
  const response = await fetch(address, { headers: { accept: "application/json" }, ...init }).catch(
    (error: unknown) => {
      if (error instanceof TypeError) throw new Failure(0, "The host does not answer", "It may have been stopped.");
      throw error;
    },
  );
  if (response.ok) return response;
  throw failureIn(response.status, await response.text());
}

/** Problems of the host's own are JSON, and so are most services' errors; S3's are XML. */
function failureIn(status: number, text: string): Failure {
  const document = parsed(text);
  if (isRecord(document)) {
    const { title, detail, __type: type, message, Message = message } = document;
    if (typeof title === "string") return new Failure(status, title, textOf(detail));
    return new Failure(status, textOf(type)?.split("#").at(-1) ?? `Status ${status}`, textOf(Message));
  }
  const xml = new DOMParser().parseFromString(text, "text/xml");
  const member = (name: string): string | undefined => xml.querySelector(name)?.textContent ?? undefined;
  return new Failure(status, member("Error > Code") ?? `Status ${status}`, member("Error > Message"));
}

const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

/** A JSON text's value; undefined for what is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
