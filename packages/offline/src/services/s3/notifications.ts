import { randomUUID } from "node:crypto";
import type { Location } from "../../protocol/service";
import { regionOfBucket } from "./regions";
import { bucketArn, formEncode } from "./request";
import type {
  BucketSettings,
  NotificationConfiguration,
  S3EventNotification,
  S3EventRecord,
  S3Options,
} from "./settings";
import type { Change, PendingNotification } from "./store/changes";
import type { Store } from "./store/store";

/** Something that has happened to an object. */
export interface ObjectEvent {
  /** Without `s3:`, such as `ObjectCreated:Put`. */
  name: string;
  bucket: BucketSettings;
  key: string;
  /** The id of the version that it is about, if it has one. */
  version?: string;
  /** What was created; absent for a removal. */
  created?: { size: number; etag: string };
  sequence: number;
  requestId: string;
  time: Date;
}

/**
 * Tells functions, topics, queues and buses what happens to objects, at least once: a notification enters the index with the
 * change it is about, and leaves it when it has been taken.
 */
export class Notifications {
  readonly #store: Store;
  readonly #location: Location;
  readonly #notify: S3Options["notify"];
  readonly #ended = new AbortController();

  constructor(store: Store, { location, notify }: Pick<S3Options, "location" | "notify">) {
    this.#store = store;
    this.#location = location;
    this.#notify = notify;
  }

  /** The notifications of an event, to be committed with it. */
  of(objectEvent: ObjectEvent): Change[] {
    if (!this.#notify) return [];
    return (objectEvent.bucket.notifications ?? [])
      .filter((configuration) => concerns(configuration, objectEvent))
      .map((configuration) => {
        const event = { Records: [describe(objectEvent, configuration.id, this.#location)] };
        const notification = { functionArn: configuration.targetArn, event };
        return { kind: "notify", pending: { id: randomUUID(), notification } };
      });
  }

  /** Delivers the notifications among changes that are committed; nobody waits for it. */
  deliver(changes: Change[]): void {
    for (const change of changes) if (change.kind === "notify") void this.#deliverOne(change.pending);
  }

  /** Delivers what an earlier process left behind. */
  deliverPending(): void {
    for (const pending of this.#store.pending()) void this.#deliverOne(pending);
  }

  /** What is under way stays pending from here on, for the next start. */
  close(): void {
    this.#ended.abort();
  }

  /** Never rejects: what is not taken, or not marked so on the disk, is delivered again at the next start. */
  async #deliverOne({ id, notification }: PendingNotification): Promise<void> {
    await this.#take(notification)
      .then((taken) =>
        taken && !this.#ended.signal.aborted ? this.#store.commit([{ kind: "delivered", id }]) : undefined,
      )
      .catch(() => undefined);
  }

  async #take(notification: S3EventNotification): Promise<boolean> {
    await this.#notify?.(notification, this.#ended.signal);
    return this.#notify !== undefined;
  }
}

function concerns(configuration: NotificationConfiguration, { name, key }: ObjectEvent): boolean {
  const { events, prefix = "", suffix = "" } = configuration;
  return key.startsWith(prefix) && key.endsWith(suffix) && events.some((pattern) => covers(pattern, `s3:${name}`));
}

/** Whether a configuration's pattern is for an event, under its name with `s3:`. */
export const covers = (pattern: string, name: string): boolean =>
  pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern;

/** A sequencer is compared as text, so it has a fixed width. */
const sequencerDigits = 16;

function describe(objectEvent: ObjectEvent, configurationId: string, location: Location): S3EventRecord {
  const { bucket, key, version, created, sequence, requestId } = objectEvent;
  const owner = { principalId: location.account };
  return {
    eventVersion: "2.1",
    eventSource: "aws:s3",
    awsRegion: regionOfBucket(bucket, location),
    eventTime: objectEvent.time.toISOString(),
    eventName: objectEvent.name,
    userIdentity: owner,
    requestParameters: { sourceIPAddress: "127.0.0.1" },
    responseElements: { "x-amz-request-id": requestId, "x-amz-id-2": requestId },
    s3: {
      s3SchemaVersion: "1.0",
      configurationId,
      bucket: { name: bucket.name, ownerIdentity: owner, arn: bucketArn(bucket.name) },
      object: {
        key: formEncode(key),
        ...(created && { size: created.size, eTag: created.etag }),
        ...(version !== undefined && { versionId: version }),
        sequencer: sequence.toString(16).toUpperCase().padStart(sequencerDigits, "0"),
      },
    },
  };
}
