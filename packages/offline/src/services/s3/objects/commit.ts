import type { S3Context } from "../context";
import type { ObjectEvent } from "../notifications";
import type { BucketSettings } from "../settings";
import type { Change } from "../store/changes";

/** Something that happens to an object, with the request that does it. */
export type Happening = Pick<ObjectEvent, "name" | "key" | "created" | "version" | "requestId">;

/** Makes changes durable together with the notifications of what happens thereby, and lets those go. */
export async function commit(
  { store, notifications, now }: Pick<S3Context, "store" | "notifications" | "now">,
  bucket: BucketSettings,
  changes: Change[],
  happenings: Happening[],
): Promise<void> {
  const time = now();
  const told = happenings.flatMap((happening): Change[] => {
    const sequence = store.nextSequence();
    return [sequence, ...notifications.of({ ...happening, bucket, time, sequence: sequence.value })];
  });
  const all = [...changes, ...told];
  await store.commit(all);
  notifications.deliver(all);
}
