import type { Api } from "../support/api";
import { type Credential, credentialOf } from "./credential";
import { linksOf, type Operation } from "./document";
import type { Draft } from "./drafts";
import { type Answer, closeConnections, type Exchange, type Request, send } from "./exchange";

/** Values for an operation's parameters that an answer led to; undefined where one must be missing. */
type Lead = Record<string, string | undefined>;

/** The most leads that are kept for an operation; the oldest go first. */
const maxLeads = 200;

/** One API under requests: what it answered leads to further requests, and is counted. */
export class Session {
  /** How often each operation answered with each status. */
  readonly counts = new Map<string, Map<number, number>>();
  private readonly leads = new Map<string, Lead[]>();
  /** What was made and can be deleted, by the path that deletes it. */
  private readonly made = new Set<string>();

  readonly credential: Credential;

  /** @param namesFields whether refusals name the field in the home's own words, as the offline host's do */
  constructor(
    readonly api: Pick<Api, "url" | "key" | "token">,
    readonly namesFields: boolean,
  ) {
    this.credential = credentialOf(api);
  }

  /** Sends a draft; what its answer leads to is remembered. */
  async send(draft: Draft): Promise<Exchange> {
    const resolved = this.resolve(draft);
    const request = this.requestOf(resolved);
    const answer = await send(this.api.url, request);
    const isElsewhere = draft.method !== undefined || draft.path !== undefined;
    this.count(isElsewhere ? "other routes" : draft.operation.id, answer.status);
    if (!isElsewhere) this.learn(resolved, answer);
    return { request, answer };
  }

  /** Deletes what was made. */
  async close(): Promise<void> {
    const { header, value } = this.credential;
    for (const path of this.made) {
      await send(this.api.url, { method: "DELETE", path, headers: { [header]: value } });
    }
    closeConnections();
  }

  private resolve(draft: Draft): Draft {
    const leads = this.leads.get(draft.operation.id) ?? [];
    const lead = draft.link === undefined ? undefined : leads[draft.link % leads.length];
    return lead ? follow(draft, lead) : draft;
  }

  private requestOf(draft: Draft): Request {
    const { header, value } = this.credential;
    const { operation, method = operation.method, body, contentType, credential = value } = draft;
    const headers = draft.parameters.filter((parameter) => parameter.in === "header");
    return {
      method,
      path: pathOf(draft),
      headers: {
        ...(credential !== null && { [header]: credential }),
        ...(contentType !== undefined && { "content-type": contentType }),
        ...Object.fromEntries(headers.map(({ name, text }) => [name.toLowerCase(), text])),
        ...(body !== undefined && { "content-length": String(Buffer.byteLength(body)) }),
      },
      body,
    };
  }

  private count(id: string, status: number): void {
    const counts = this.counts.get(id) ?? new Map<number, number>();
    this.counts.set(id, counts.set(status, (counts.get(status) ?? 0) + 1));
  }

  private learn(draft: Draft, answer: Answer): void {
    for (const { operation, parameters } of linksOf(draft.operation, answer.status)) {
      const lead = leadOf(parameters, draft, answer);
      if (lead) this.remember(operation, lead);
    }
  }

  private remember(operation: Operation, lead: Lead): void {
    const leads = this.leads.get(operation.id) ?? [];
    this.leads.set(operation.id, [...leads, lead].slice(-maxLeads));
    if (operation.method !== "DELETE") return;
    const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(lead[name] ?? ""));
    this.made.add(path);
  }
}

/** A draft with the values that an answer led to in place of its own. */
export function follow(draft: Draft, lead: Lead): Draft {
  const own = draft.parameters.filter(({ name }) => !(name in lead));
  const led = draft.operation.parameters.flatMap(({ name, in: place }) => {
    const text = lead[name];
    return text === undefined ? [] : [{ name, in: place, text }];
  });
  return { ...draft, parameters: [...own, ...led] };
}

/** The values that an answer leads to; none where it lacks what the link takes from its body. */
export function leadOf(parameters: Record<string, string>, draft: Draft, answer: Answer): Lead | undefined {
  const values = Object.entries(parameters).map(([name, expression]) => ({
    name,
    expression,
    value: evaluate(expression, draft, answer),
  }));
  const isIncomplete = values.some(
    ({ expression, value }) => value === undefined && expression.startsWith("$response"),
  );
  return isIncomplete ? undefined : Object.fromEntries(values.map(({ name, value }) => [name, value]));
}

/** OpenAPI's runtime expressions, as far as this program's links use them. */
function evaluate(expression: string, { parameters }: Draft, answer: Answer): string | undefined {
  const [, source, rest = ""] = /^\$(response\.body#\/|response\.header\.|request\.\w+\.)(.+)$/.exec(expression) ?? [];
  switch (source) {
    case "response.body#/": {
      const value: unknown = Object(JSON.parse(answer.text))[rest];
      return value === undefined ? undefined : String(value);
    }
    case "response.header.": {
      const value = answer.headers[rest.toLowerCase()];
      return value === undefined ? undefined : String(value);
    }
    case undefined:
      throw new Error(`the link's expression ${expression} is not known here`);
    default:
      return parameters.find(({ name, in: place }) => name === rest && source === `request.${place}.`)?.text;
  }
}

function pathOf({ operation, parameters, path, query }: Draft): string {
  if (path !== undefined) return path;
  const filled = parameters
    .filter((parameter) => parameter.in === "path")
    .reduce(
      (text, { name, text: value }) => text.replace(`{${name}}`, () => encodeURIComponent(value)),
      operation.path,
    );
  const given = parameters
    .filter((parameter) => parameter.in === "query")
    .map(({ name, text }) => `${encodeURIComponent(name)}=${encodeURIComponent(text)}`);
  const all = query === undefined ? given : [...given, query];
  return all.length > 0 ? `${filled}?${all.join("&")}` : filled;
}
