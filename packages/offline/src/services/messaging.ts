import { join } from "node:path";
import type { Identities } from "../protocol/identities";
import type { Judge } from "../protocol/judge";
import { queuesOf } from "./sqs/declared";
import { Delivery } from "./sqs/delivery";
import { Queues } from "./sqs/queues";
import type { Clock } from "../clock";
import type { DataFolder } from "../storage/data-folder";
import { Asynchronous } from "./lambda/asynchronous";
import { Destinations } from "./lambda/destinations";
import { PendingEvents } from "./lambda/pending-events";
import type { Pool } from "./lambda/pool";
import type { Graph } from "../graph/graph";

export interface MessagingOptions {
  graph: Graph;
  data: DataFolder;
  pool: Pool;
  identities: Identities;
  judge: Judge;
  clock: Clock;
  log: (text: string) => void;
  retryDelays?: readonly number[];
}

/** What carries messages and events, and keeps them on disk. */
export interface Messaging {
  queues: Queues;
  /** Hands on to queues for AWS's own services. */
  delivery: Delivery;
  asynchronous: Asynchronous;
}

/**
 * Opens the queues, and functions' asynchronous invocation, which hands on to them.
 *
 * @throws UserError for what the program declares and AWS would refuse
 */
export function openMessaging(options: MessagingOptions): Messaging {
  const { graph, data, identities, judge, clock, log } = options;
  const queues = new Queues(join(data.path, "sqs"), queuesOf(graph), clock, data.opening);
  const delivery = new Delivery(queues, identities, judge);
  const asynchronous = new Asynchronous({
    ...options,
    events: new PendingEvents(join(data.path, "lambda", "events.jsonl"), data.opening),
    destinations: new Destinations({ clock, log, send: (...letter) => delivery.asRole(...letter) }),
  });
  return { queues, delivery, asynchronous };
}
