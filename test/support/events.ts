import { randomUUID } from "node:crypto";
import { expect } from "chai";
import type { Schemas } from "../../client";
import { type Answer, answered, type Api, type CallOptions, type TypedAnswer } from "./api";

/** An event as the API answers it, and where it is. */
export interface MadeEvent {
  id: string;
  path: string;
  etag: string;
  body: Schemas["Event"];
}

/** A request on an event, as the client takes it. */
export const on = ({ id }: { id: string }) => ({ params: { path: { id } } });

/** The same under a condition. */
const onVersion = ({ id }: { id: string }, etag?: string) => ({
  params: { path: { id }, header: etag === undefined ? {} : { "If-Match": etag } },
});

/** Text that no other test has. */
export const unique = (text: string): string => `${text} ${randomUUID()}`;

/** What MiniStack leaves in a detail where AWS and the offline host name the offending fields. */
export const ministackDetail = "$context.error.validationErrorString";

/** Makes events and remembers them, so that a suite can take them away again. */
export class Events {
  private readonly ids = new Set<string>();

  constructor(private readonly api: Api) {}

  /** `POST /events` with what the client's types would refuse, whatever it answers. */
  async post(fields: object, options: CallOptions = {}): Promise<Answer> {
    return this.remember(await this.api.call("POST", "/events", { body: fields, ...options }));
  }

  /** `POST /events`, whatever it answers. */
  async create(body: Schemas["EventRequest"], key?: string): Promise<TypedAnswer<Schemas["Event"]>> {
    const params = { header: key === undefined ? {} : { "Idempotency-Key": key } };
    return this.remember(await answered(this.api.client.POST("/events", { params, body })));
  }

  async make(fields: Partial<Schemas["EventRequest"]> = {}): Promise<MadeEvent> {
    const { status, headers, data } = await this.create({
      title: unique("An event"),
      date: "2026-03-15T09:00:00Z",
      ...fields,
    });
    expect(status).to.equal(201);
    return { id: data.id, path: `/events/${data.id}`, etag: headers.get("etag") ?? "", body: data };
  }

  read(event: { id: string }): Promise<TypedAnswer<Schemas["Event"]>> {
    return answered(this.api.client.GET("/events/{id}", on(event)));
  }

  /** @param etag for `If-Match` */
  put(event: { id: string }, body: Schemas["EventRequest"], etag?: string): Promise<TypedAnswer<Schemas["Event"]>> {
    return answered(this.api.client.PUT("/events/{id}", { ...onVersion(event, etag), body }));
  }

  /** @param etag for `If-Match` */
  remove(event: { id: string }, etag?: string): Promise<Answer> {
    return answered(this.api.client.DELETE("/events/{id}", onVersion(event, etag)));
  }

  async clean(): Promise<void> {
    await Promise.all([...this.ids].map((id) => this.remove({ id })));
    this.ids.clear();
  }

  private remember<A extends Answer>(answer: A): A {
    if (answer.status === 201) this.ids.add(Object(answer.body).id);
    return answer;
  }
}

/** Asks until an answer satisfies; fails with the last answer after a while. */
export async function until<A extends Answer>(
  ask: () => Promise<A>,
  satisfies: (answer: A) => boolean,
  seconds = 20,
): Promise<A> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (satisfies(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`still ${answer.status} ${JSON.stringify(answer.body)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
