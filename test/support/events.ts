import { randomUUID } from "node:crypto";
import { expect } from "chai";
import type { Answer, Api, CallOptions } from "./api";

/** An event as the API answers it, and where it is. */
export interface MadeEvent {
  id: string;
  path: string;
  etag: string;
  body: Record<string, unknown>;
}

/** Text that no other test has. */
export const unique = (text: string): string => `${text} ${randomUUID()}`;

/** What MiniStack leaves in a detail where AWS and the offline host name the offending fields. */
export const ministackDetail = "$context.error.validationErrorString";

/** Makes events and remembers them, so that a suite can take them away again. */
export class Events {
  private readonly paths = new Set<string>();

  constructor(private readonly api: Api) {}

  /** `POST /events`, whatever it answers. */
  async post(fields: object, options: CallOptions = {}): Promise<Answer> {
    const answer = await this.api.call("POST", "/events", { body: fields, ...options });
    const id = Object(answer.body).id;
    if (answer.status === 201) this.paths.add(`/events/${id}`);
    return answer;
  }

  async make(fields: object = {}): Promise<MadeEvent> {
    const { status, headers, body } = await this.post({
      title: unique("An event"),
      date: "2026-03-15T09:00:00Z",
      ...fields,
    });
    expect(status, JSON.stringify(body)).to.equal(201);
    const event: Record<string, unknown> = Object(body);
    return { id: String(event.id), path: `/events/${String(event.id)}`, etag: headers.get("etag") ?? "", body: event };
  }

  async clean(): Promise<void> {
    await Promise.all([...this.paths].map((path) => this.api.call("DELETE", path)));
    this.paths.clear();
  }
}

/** Asks until an answer satisfies; fails with the last answer after a while. */
export async function until(
  ask: () => Promise<Answer>,
  satisfies: (answer: Answer) => boolean,
  seconds = 20,
): Promise<Answer> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (satisfies(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`still ${answer.status} ${JSON.stringify(answer.body)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
