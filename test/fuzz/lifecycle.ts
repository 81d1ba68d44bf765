import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { demand, demandConformance } from "./conformance";
import { type Link, linksOf, type Operation } from "./document";
import { type Draft, draftsOf } from "./drafts";
import type { Exchange } from "./exchange";
import { follow, leadOf, type Session } from "./session";

/** What may be done with something that a POST made. */
interface Made {
  read: Link;
  change: Link;
  remove: Link;
}

/** Where an operation makes something that can be read, changed and deleted: what its answer leads to. */
export function madeBy(operation: Operation): Made | undefined {
  if (operation.method !== "POST") return undefined;
  const links = linksOf(operation, 201);
  const remove = links.find((link) => link.operation.method === "DELETE");
  const same = (method: string) =>
    links.find((link) => link.operation.method === method && link.operation.path === remove?.operation.path);
  const [read, change] = [same("GET"), same("PUT")];
  return read && change && remove ? { read, change, remove } : undefined;
}

/** Whether two JSON texts stand for different values. */
export const changed = (one: unknown, other: unknown): boolean =>
  !isDeepStrictEqual(JSON.parse(String(one)), JSON.parse(String(other)));

/** What a client may do next; `known` and `stale` say which version it believes in. */
const steps = [
  "read",
  "readKnown",
  "readStale",
  "change",
  "changeKnown",
  "changeStale",
  "remove",
  "removeStale",
] as const;
type Step = (typeof steps)[number];

/** The thing as it should be. */
class Thing {
  etag = "";
  stale = '"1"';
  fields: unknown;
  isGone = false;

  constructor(
    private readonly session: Session,
    private readonly made: Made,
    private readonly create: { draft: Draft; exchange: Exchange },
    private readonly exchanges: Exchange[],
  ) {
    this.see(create.exchange);
  }

  async take(step: Step, body: string): Promise<void> {
    const action = /^[a-z]+/.exec(step)?.[0] ?? "";
    const version = step.endsWith("Stale") ? this.stale : step.endsWith("Known") ? this.etag : undefined;
    const { operation, parameters } =
      action === "read" ? this.made.read : action === "change" ? this.made.change : this.made.remove;
    const lead = leadOf(parameters, this.create.draft, this.create.exchange.answer) ?? {};
    const condition = { [action === "read" ? "If-None-Match" : "If-Match"]: version };
    const draft: Draft = {
      ...follow({ operation, parameters: [] }, { ...lead, "If-Match": undefined, ...condition }),
      ...(action === "change" && { body, contentType: "application/json" }),
    };
    const exchange = await this.session.send(draft);
    this.exchanges.push(exchange);
    demandConformance(operation, exchange);
    this.judge(step, exchange, body);
  }

  private judge(step: Step, exchange: Exchange, body: string): void {
    const expected = this.isGone ? 404 : statusOf[step];
    const { status } = exchange.answer;
    demand(status === expected, `${step} answered ${status} in place of ${expected}`, ...this.exchanges);
    if (status === 204) this.isGone = true;
    if (status !== 200) return;
    const answered: unknown = JSON.parse(exchange.answer.text);
    if (step.startsWith("change")) {
      demand(exchange.answer.headers.etag !== this.etag, "a change left the version as it was", ...this.exchanges);
      this.stale = this.etag;
      for (const [name, value] of Object.entries(JSON.parse(body)))
        demand(isDeepStrictEqual(Object(answered)[name], value), `${name} is not what was sent`, ...this.exchanges);
      this.see(exchange);
    }
    demand(isDeepStrictEqual(answered, this.fields), "it is not as it was left", ...this.exchanges);
    demand(exchange.answer.headers.etag === this.etag, "the version is not the last one", ...this.exchanges);
  }

  private see({ answer }: Exchange): void {
    this.etag = String(answer.headers.etag);
    this.fields = JSON.parse(answer.text);
  }
}

/** What each step answers while the thing is there. */
const statusOf: Record<Step, number> = {
  read: 200,
  readKnown: 304,
  readStale: 200,
  change: 200,
  changeKnown: 200,
  changeStale: 412,
  remove: 204,
  removeStale: 412,
};

/** Something is made; then a client goes through some steps with it. */
export const lifecycle = {
  cases: (operation: Operation) => {
    const bodies = draftsOf(operation).map(({ body }) => String(body));
    return fc.tuple(draftsOf(operation), fc.array(fc.tuple(fc.constantFrom(...steps), bodies), { maxLength: 12 }));
  },
  test: async ([draft, path]: [Draft, [Step, string][]], session: Session, operation: Operation): Promise<void> => {
    const made = madeBy(operation);
    if (!made) return;
    // Without a key, so that every case makes something of its own.
    const create = { ...draft, link: undefined, parameters: [] };
    const exchange = await session.send(create);
    demandConformance(operation, exchange);
    const thing = new Thing(session, made, { draft: create, exchange }, [exchange]);
    for (const [step, body] of path) await thing.take(step, body);
  },
};
