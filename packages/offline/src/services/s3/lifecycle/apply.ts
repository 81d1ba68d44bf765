import { randomUUID } from "node:crypto";
import type { S3Context } from "../context";
import { toSecond } from "../objects/change";
import { commit, type Happening } from "../objects/commit";
import type { BucketSettings } from "../settings";
import { type Change, isMarker } from "../store/changes";
import { objectLock } from "../store/store";
import { nextVersion, versioningOf } from "../versions/versioning";
import { type Action, decide } from "./decide";
import type { Lifecycle } from "./rules";

/**
 * Does what is due of a key; all of it or nothing. Requests of the same key wait meanwhile.
 *
 * @returns what was done
 */
export function applyTo(
  context: S3Context,
  bucket: BucketSettings,
  lifecycle: Lifecycle,
  key: string,
): Promise<Action[]> {
  const { store, now } = context;
  return store.exclusive(objectLock(bucket.name, key), async () => {
    const actions = decide(lifecycle, key, store.bucket(bucket.name).versions(key), now().getTime());
    const done = actions.map((action) => effectOf(context, bucket, key, action));
    if (done.length > 0)
      await commit(
        context,
        bucket,
        done.map(({ change }) => change),
        done.map(({ happening }) => happening),
      );
    return actions;
  });
}

/** A change, and the event that tells of it. */
interface Effect {
  change: Change;
  happening: Happening;
}

function effectOf({ store, now }: S3Context, bucket: BucketSettings, key: string, action: Action): Effect {
  const requestId = randomUUID();
  const { version } = action;
  if (action.kind === "transition") {
    const { restoration: _, ...rest } = action.version;
    const object = { ...rest, storageClass: action.to };
    return {
      change: { kind: "amend", bucket: bucket.name, key, object },
      happening: { name: "LifecycleTransition", key, created: object, version: object.version, requestId },
    };
  }
  if (action.kind === "expire" && versioningOf(store, bucket)) {
    const marker = { marker: true as const, modified: toSecond(now()), version: nextVersion(store, bucket) };
    return {
      change: { kind: "mark", bucket: bucket.name, key, marker },
      happening: { name: "LifecycleExpiration:DeleteMarkerCreated", key, version: marker.version, requestId },
    };
  }
  return {
    change: { kind: "delete", bucket: bucket.name, key, version: version.version },
    happening: { name: "LifecycleExpiration:Delete", key, version: version.version, requestId },
  };
}

/** How often what was done, in words for the person at the console. */
export type Counts = Map<string, number>;

export function count(counts: Counts, actions: Action[]): void {
  for (const action of actions) {
    const what = action.kind === "transition" ? `to ${action.to}` : nameOf(action);
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
}

function nameOf({ kind, version }: Exclude<Action, { kind: "transition" }>): string {
  if (kind === "expire") return "expired";
  return isMarker(version) ? "delete markers removed" : "noncurrent versions removed";
}
