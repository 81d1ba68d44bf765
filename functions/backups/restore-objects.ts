import { DeleteObjectCommand, DeleteObjectsCommand, type S3Client } from "@aws-sdk/client-s3";
import type { BucketBackup } from "./archive";
import { inParallel } from "./copies";
import type { Pair } from "./restore-choice";
import { type Found, foundIn } from "./restore-merge";
import { restoreObject } from "./restore-object";
import { addCounts, type At, countsOf, noCounts, type Position } from "./restore-progress";
import { mayWrite, type Run } from "./restore-run";

/** How many objects are looked at together, how many of them at a time, and how many lost ones are named. */
const limits = { batch: 256, atOnce: 8, named: 20 } as const;

/** Brings objects back from their copies; yields where it stands after each batch. */
export async function* restoreObjects(run: Run, from: At<"objects">): AsyncGenerator<Position> {
  for (const [bucket, pair] of run.buckets.entries()) {
    if (bucket < from.bucket) continue;
    const first = { phase: "objects", bucket } as const;
    yield* restoreBucket(run, pair, bucket === from.bucket ? from : first);
    yield { ...first, bucket: bucket + 1 };
  }
}

async function* restoreBucket(run: Run, pair: Pair<BucketBackup>, from: At<"objects">): AsyncGenerator<Position> {
  for await (const batch of batchesOf(foundIn(run, pair, from.after))) {
    for (let left = batch; left.length > 0;) {
      const done = await restoreSome(run, pair, left);
      yield { ...from, after: left[done - 1]?.key };
      left = left.slice(done);
    }
  }
}

async function* batchesOf(found: AsyncGenerator<Found>): AsyncGenerator<Found[]> {
  let batch: Found[] = [];
  for await (const one of found) {
    batch.push(one);
    if (batch.length < limits.batch) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Works at a batch until the time is up, which takes at least the first. Returns how many are done. */
const restoreSome = async (run: Run, pair: Pair<BucketBackup>, batch: Found[]): Promise<number> => {
  const { progress } = run;
  const counts = noCounts();
  const lost: string[] = [];
  const extra: string[] = [];
  let [done, hours] = [0, 0];
  await inParallel(limits.atOnce, batch, async (found, index) => {
    // They are begun in order, so that the ones which are left all come after those that are done.
    if (index > 0 && run.deadline.isLate()) return;
    done = index + 1;
    const outcome = await restoreObject(run, pair, found);
    if (outcome.counted) counts[outcome.counted] += 1;
    if (outcome.counted === "removed") extra.push(found.key);
    if (outcome.isLost) lost.push(`${pair.name}/${found.key}`);
    hours = Math.max(hours, outcome.hours ?? 0);
  });
  if (mayWrite(run)) await deleteObjects(run.tools.storage, pair.to, extra);
  addCounts(countsOf(progress.buckets, pair.name), counts);
  progress.lost = [...progress.lost, ...lost.sort()].slice(0, limits.named);
  progress.hours = Math.max(progress.hours, hours);
  return done;
};

/** What XML cannot hold, in which several keys are sent. */
const unspeakable = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;

const deleteObjects = async (storage: S3Client, Bucket: string, keys: string[]): Promise<void> => {
  const [alone, together] = [keys.filter((key) => unspeakable.test(key)), keys.filter((key) => !unspeakable.test(key))];
  for (const Key of alone) await storage.send(new DeleteObjectCommand({ Bucket, Key }));
  if (together.length === 0) return;
  const Objects = together.map((Key) => ({ Key }));
  const { Errors = [] } = await storage.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
  const [first] = Errors;
  if (first) throw new Error(`${first.Key} cannot be deleted from ${Bucket}: ${first.Code} ${first.Message}`);
};
