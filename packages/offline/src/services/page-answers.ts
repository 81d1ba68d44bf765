/*
 * What the host's own pages answer as JSON: those who answer and the console, which asks, have the same types.
 */

/** A resource, in `resources`. */
export interface ListedResource {
  type: string;
  name: string;
  id: string;
  /** Undefined for what has none. */
  arn?: string;
  /** Whether the host brings it to life. */
  served: boolean;
}

/** The program that runs: `program`. */
export interface ProgramSummary {
  project: string;
  stack: string;
  region: string;
  account: string;
  /** Names of outputs that are secret. */
  secretOutputs: string[];
  /** Configuration by full key; null for what is secret. */
  config: Record<string, string | null>;
}

/** A stage of an API, in `apis`. */
export interface ListedApi {
  name: string;
  /** The path that it is served at, on the host's own port. */
  path: string;
  /** The OpenAPI document. */
  document: Record<string, unknown>;
  routes: ListedRoute[];
  /** A key that opens it; undefined if there is none. */
  apiKey?: string;
}

export interface ListedRoute {
  /** `ANY` where the route takes all. */
  method: string;
  /** As the document writes it. */
  path: string;
  apiKeyRequired: boolean;
  /** Why it is not served; undefined if it is. */
  unserved?: string;
}

/** A queue, in `queues`. */
export interface ListedQueue {
  name: string;
  url: string;
  /** Messages that can be received, those that somebody has received and not deleted, and those that are delayed. */
  visible: number;
  inFlight: number;
  delayed: number;
  /** Names of the queues whose dead letters it takes. */
  sources: string[];
  /** Where its own dead letters go, and after how many receipts. */
  deadLetters?: { queue: string; maxReceiveCount: number };
}

/** A message, in `queues/{name}/messages`: looked at, and not received. */
export interface ListedMessage {
  id: string;
  body: string;
  attributes: Record<string, string>;
  /** ISO 8601. */
  sent: string;
  receiveCount: number;
  state: "visible" | "in flight" | "delayed";
  /** The queue that it is a dead letter of. */
  source?: string;
}

/** A schedule, in `schedules`. */
export interface ListedSchedule {
  /** Its physical name, and the name that the program gave it. */
  name: string;
  logicalName: string;
  scheduleExpression: string;
  state: "ENABLED" | "DISABLED";
  /** When it fires next, as ISO 8601; null if it does not. */
  next: string | null;
  /** Who gets what it tells: functions, queues, topics and others, by their ARNs and their own names. */
  targets: { arn: string; name: string; permitted: boolean }[];
}

/** An e-mail, in `mail`. */
export interface ListedMail {
  id: string;
  to: string;
  from: string;
  subject: string;
  text: string;
  /** ISO 8601. */
  sent: string;
}
