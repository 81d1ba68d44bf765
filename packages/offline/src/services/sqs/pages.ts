import { type HttpResponse, jsonPage, problemPage } from "../../protocol/http-response";
import type { Page } from "../module";
import type { ListedMessage, ListedQueue } from "../page-answers";
import type { Message } from "./messages";
import type { Queue } from "./queue";
import type { Queues } from "./queues";
import { queueName } from "./settings";

/** Messages at most that are looked at. */
const mostMessages = 200;

/**
 * `queues` lists them; `queues/{name}/messages` shows what is in one, which nobody receives by that; `queues/{name}/redrive`
 * sends its dead letters back.
 */
export function pagesOf(queues: Queues, now: () => number): Record<string, Page> {
  const all = (): Queue[] => queues.names().map((name) => queues.get(name));
  const found = async (name: string, show: () => HttpResponse | Promise<HttpResponse>): Promise<HttpResponse> =>
    queues.names().includes(name) ? show() : problemPage(404, "Queue not found", `no queue ${name}`);
  return {
    queues: {
      method: "GET",
      handle: () =>
        jsonPage(
          200,
          all().map((queue) => describe(queue, all())),
        ),
    },
    "queues/{name}/messages": {
      method: "GET",
      handle: (name) =>
        found(name, () => {
          const messages = queues.get(name).messages().slice(0, mostMessages);
          return jsonPage(
            200,
            messages.map((message) => shown(message, now())),
          );
        }),
    },
    "queues/{name}/redrive": {
      method: "POST",
      handle: (name) => found(name, async () => jsonPage(200, { moved: await queues.redrive(name) })),
    },
  };
}

function describe(queue: Queue, all: Queue[]): ListedQueue {
  const { name, url, arn, redrivePolicy } = queue.settings;
  const { visible, inFlight, delayed } = queue.depth();
  return {
    ...{ name, url, visible, inFlight, delayed },
    sources: all
      .filter(({ settings }) => settings.redrivePolicy?.deadLetterTargetArn === arn)
      .map(({ settings }) => settings.name),
    deadLetters: redrivePolicy && {
      queue: queueName(redrivePolicy.deadLetterTargetArn),
      maxReceiveCount: redrivePolicy.maxReceiveCount,
    },
  };
}

function shown(message: Message, now: number): ListedMessage {
  const { id, body, attributes, sent, receiveCount, sourceArn } = message;
  return {
    ...{ id, body, receiveCount },
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([name, { StringValue, BinaryValue = "" }]) => [name, StringValue ?? BinaryValue]),
    ),
    sent: new Date(sent).toISOString(),
    state: stateOf(message, now),
    source: sourceArn === undefined ? undefined : queueName(sourceArn),
  };
}

function stateOf({ visibleAt, receipt }: Message, now: number): ListedMessage["state"] {
  if (visibleAt <= now) return "visible";
  return receipt === undefined ? "delayed" : "in flight";
}
