import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { S3Client } from "@aws-sdk/client-s3";
import type { Archive } from "./archive";
import type { Clock, Deadline } from "./clock";
import type { Choice } from "./restore-choice";
import type { RestoreRequest } from "./restore-input";
import type { Progress } from "./restore-progress";

/** What restoring works with. Tests bring their own. */
export interface RestoreTools {
  tables: DynamoDBClient;
  storage: S3Client;
  clock: Clock;
  /** The keys of the backup's table whose live one was looked at last; building them takes reading all its files. */
  keys?: { of: string; digests: Set<string> };
}

/** An invocation at work. */
export interface Run extends Choice, Pick<RestoreRequest, "mode" | "dryRun" | "prefix"> {
  tools: RestoreTools;
  archive: Archive;
  /** The backup's id. */
  backup: string;
  /** When the backup began, in milliseconds since 1970. */
  began: number;
  /** Nothing is begun after this. */
  deadline: Deadline;
  /** What was begun is given up after this. */
  limit: Deadline;
  /** Changes while the run works, together with where it stands. */
  progress: Progress;
}

/** Whether the run may change tables and buckets. */
export const mayWrite = ({ dryRun, progress }: Run): boolean => !dryRun && !progress.isWaiting;
