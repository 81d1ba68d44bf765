import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { hasName } from "../kit/errors";
import {
  type Archive,
  bareEtag,
  type BucketBackup,
  type DataFile,
  type Named,
  places,
  type TableBackup,
} from "./archive";
import type { JsonItem } from "./items";

/** A table of a backup that is being made. */
export interface TableProgress extends Named {
  /** The files that are written, of a table that is scanned. */
  files: DataFile[];
  /** The key of the last item in them. */
  after?: JsonItem;
  /** The folder of its files, once there are any. */
  folder?: string;
  /** DynamoDB's export, of a table that is exported. */
  exportArn?: string;
  /** How many exports of it have failed. */
  failures: number;
  done?: TableBackup;
}

/** A bucket of a backup that is being made. */
export interface BucketProgress extends BucketBackup {
  isDone: boolean;
}

/** A backup that is being made. */
export interface Unfinished {
  id: string;
  startedAt: string;
  /** The event that began it, where EventBridge sent one. */
  event?: string;
  tables: TableProgress[];
  buckets: BucketProgress[];
}

/** What runs leave for the next one. */
export interface Progress {
  unfinished?: Unfinished;
  /** The last complete backup. */
  last?: Pick<Unfinished, "id" | "startedAt" | "event">;
}

/**
 * The one file that runs read first, and write whenever they have got somewhere. A run writes over nothing but what it has
 * read or written itself: of two that are at it, the one that began later goes on, and the other ends at its next write.
 */
export interface ProgressFile {
  progress: Progress;
  /** @throws an {@link isOvertaken} error, where another run has written it */
  save(): Promise<void>;
}

const overtaken = "Overtaken";

/** Whether another run goes on with the backup. */
export const isOvertaken = (error: unknown): boolean => hasName(error, overtaken);

const read = async ({ storage, bucket }: Archive): Promise<{ progress: Progress; etag?: string }> => {
  try {
    const { Body, ETag } = await storage.send(new GetObjectCommand({ Bucket: bucket, Key: places.progress }));
    return { progress: JSON.parse((await Body?.transformToString()) ?? "{}"), etag: bareEtag(ETag) };
  } catch (error) {
    if (hasName(error, "NoSuchKey")) return { progress: {} };
    throw error;
  }
};

export const openProgress = async (archive: Archive): Promise<ProgressFile> => {
  const { progress, etag } = await read(archive);
  let known = etag;
  const put = () =>
    new PutObjectCommand({
      Bucket: archive.bucket,
      Key: places.progress,
      Body: JSON.stringify(progress),
      ContentType: "application/json",
      ...(known === undefined ? { IfNoneMatch: "*" } : { IfMatch: `"${known}"` }),
    });
  return {
    progress,
    async save() {
      try {
        const { ETag } = await archive.storage.send(put());
        known = bareEtag(ETag);
      } catch (error) {
        // The latter is of two writes at the same moment.
        if (!hasName(error, "PreconditionFailed", "ConditionalRequestConflict")) throw error;
        throw Object.assign(new Error("another run goes on with this backup"), { name: overtaken });
      }
    },
  };
};
