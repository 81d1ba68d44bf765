import { HeadObjectCommand, type HeadObjectCommandOutput } from "@aws-sdk/client-s3";
import { restoredMark } from "../kit/object-events";
import { type BucketBackup, copyKeyOf, headFile, type IndexEntry, isSettled } from "./archive";
import { copyObject, hasChanged, hasSameProperties, isGone, type Properties, propertiesOf } from "./copies";
import { hoursUntilReadable, thaw } from "./glacier";
import type { ListedObject } from "./listings";
import type { Pair } from "./restore-choice";
import type { Found } from "./restore-merge";
import type { Counts } from "./restore-progress";
import { mayWrite, type Run } from "./restore-run";

/** What became of an object. */
export interface Outcome {
  counted?: keyof Counts;
  /** Hours until its copy is there, where it was asked of Glacier. */
  hours?: number;
  /** Whether the archive has no copy of it any more. */
  isLost?: boolean;
}

const unlessGone = async (head: Promise<HeadObjectCommandOutput>): Promise<HeadObjectCommandOutput | undefined> => {
  try {
    return await head;
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
};

/** A copy by its version; an archive that keeps none has one of each key. */
const headCopy = ({ archive }: Run, { from }: Pair<BucketBackup>, { key, version }: IndexEntry) =>
  unlessGone(headFile(archive, copyKeyOf(from.physicalName, key), version || undefined));

/** What all metadata of an object may weigh, names included (https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html). */
const largestMetadata = 2048;

const weightOf = (metadata: Record<string, string>): number =>
  Object.entries(metadata).reduce((sum, [name, value]) => sum + Buffer.byteLength(name + value), 0);

/** What the object carries, and the mark where there is room for it: better without than not at all. */
const marked = (head: HeadObjectCommandOutput, backup: string): Properties => {
  const properties = propertiesOf(head);
  const Metadata = { ...properties.Metadata, [restoredMark]: backup };
  return weightOf(Metadata) > largestMetadata ? properties : { ...properties, Metadata };
};

/** How an object is against the backup. */
const compare = async (
  run: Run,
  pair: Pair<BucketBackup>,
  entry: IndexEntry,
  { key, etag, size, modified }: ListedObject,
): Promise<"equal" | "different" | "missing"> => {
  if (size !== entry.size || (etag !== entry.etag && etag !== entry.copyEtag)) return "different";
  if (modified === entry.modified && isSettled(modified, run.began)) return "equal";
  const head = new HeadObjectCommand({ Bucket: pair.to, Key: key });
  const [own, copy] = [await unlessGone(run.tools.storage.send(head)), await headCopy(run, pair, entry)];
  if (!own) return "missing";
  return !copy || hasSameProperties(own, copy) ? "equal" : "different";
};

/** Copies an object back from its copy, or does what comes before that. */
const bringBack = async (
  run: Run,
  pair: Pair<BucketBackup>,
  entry: IndexEntry,
  otherwise: "missing" | "different",
): Promise<Outcome> => {
  const { archive, tools, mode } = run;
  const { key, version, copyEtag: etag, size } = entry;
  const copyKey = copyKeyOf(pair.from.physicalName, key);
  const head = await headCopy(run, pair, entry);
  if (!head) return { counted: "missing", isLost: true };
  const hours = hoursUntilReadable(head);
  if (hours > 0) {
    if (run.dryRun) return { counted: "pending" };
    await thaw(archive, copyKey, version || undefined);
    return { counted: "pending", hours };
  }
  if (!mayWrite(run)) return { counted: otherwise };
  const source = { bucket: archive.bucket, key: copyKey, version: version || undefined, etag, size };
  try {
    const target = { bucket: pair.to, key, onlyIfMissing: mode === "missing" };
    await copyObject(tools.storage, source, target, marked(head, run.backup));
    return { counted: "restored" };
  } catch (error) {
    if (isGone(error)) return { counted: "missing", isLost: true };
    // Somebody has uploaded one meanwhile.
    if (mode === "missing" && hasChanged(error)) return { counted: "different" };
    throw new Error(`${key} cannot be copied back into ${pair.to}: ${String(error)}`, { cause: error });
  }
};

/** Does with an object what is to be done; what the backup does not have it leaves to its caller. */
export const restoreObject = async (run: Run, pair: Pair<BucketBackup>, { entry, object }: Found): Promise<Outcome> => {
  if (!entry) return run.mode === "replace" ? { counted: "removed" } : {};
  const state = object ? await compare(run, pair, entry, object) : "missing";
  if (state === "equal" || (state === "different" && run.mode === "missing")) return { counted: state };
  return bringBack(run, pair, entry, state);
};
