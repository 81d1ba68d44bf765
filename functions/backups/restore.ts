import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { writeLine } from "../kit/log";
import { readBackup } from "./archive";
import { deadline, systemClock } from "./clock";
import { known, type Resources } from "./environment";
import { type BackupSummary, choose, findBackup, listBackups } from "./restore-choice";
import {
  checkInput,
  isRefusal,
  type Mode,
  type RestoreInput,
  type RestoreRequest,
  type RestoreResources,
} from "./restore-input";
import { work } from "./restore-phases";
import { beginning, type CountsByName, countsOf, type Next, noProgress, type Position } from "./restore-progress";
import type { RestoreTools, Run } from "./restore-run";

/** What is restored, and whose backups. */
export interface RestoreEnvironment extends Resources {
  /** Another archive that may be read, of another stack or account. */
  restoreFrom?: string;
}

/** How a restoration went. */
export interface Restoration {
  /** `unfinished`: to go on, pass `next` with the same input. `pending`: run it again when what is in Glacier is there. */
  status: "complete" | "unfinished" | "pending";
  /** The backup's id. */
  backup: string;
  mode: Mode;
  dryRun: boolean;
  tables: CountsByName;
  buckets: CountsByName;
  /** Objects whose copies are no longer in the archive, the first of them; they are among the missing. */
  lost?: string[];
  /** Buckets of the backup that this program has no more. */
  absent?: string[];
  next?: Next;
  /** When to run it again. */
  when?: string;
}

export type RestoreAnswer = Restoration | { backups: BackupSummary[] };

/** What is answered to an input that makes no sense, or asks for what there is not. */
export interface Refusal {
  status: "refused";
  /** What is wrong, and what to do. */
  reason: string;
}

/** What of Lambda's context is asked. */
export interface RestoreContext {
  awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

/** Milliseconds that an invocation keeps to end what it has begun; and those of them in which it tries to. */
const reserve = { whole: 30_000, tries: 20_000 } as const;

/** Looks the backup up, and what of it is to be restored. */
const begin = async (
  tools: RestoreTools,
  own: RestoreResources,
  { archive: bucket, date = "", next, mode, dryRun, prefix, tables, seconds }: RestoreRequest,
  remaining: number,
): Promise<Run> => {
  const archive = { storage: tools.storage, bucket };
  const document = await readBackup(archive, next?.backup ?? (await findBackup(archive, date)));
  const [backup, began] = [document.id, Date.parse(document.startedAt)];
  const choice = choose(document, own, { tables, prefix });
  const progress = next?.progress ?? noProgress();
  for (const { name } of choice.tables) countsOf(progress.tables, name);
  for (const { name } of choice.buckets) countsOf(progress.buckets, name);
  const until = tools.clock.now() + Math.min(seconds * 1000, remaining - reserve.whole);
  return {
    ...{ ...choice, tools, archive, backup, began, progress, mode, dryRun, prefix },
    deadline: deadline(tools.clock, until),
    limit: deadline(tools.clock, until + reserve.tries),
  };
};

/** What a run has to tell, where it ended or has to go on. */
const restorationOf = (run: Run, input: string, position: Position | undefined): Restoration => {
  const { backup, mode, dryRun, progress, absent } = run;
  const { tables, buckets, lost, hours } = progress;
  const isPending = hours > 0 && !position;
  return {
    status: position ? "unfinished" : isPending ? "pending" : "complete",
    ...{ backup, mode, dryRun, tables, buckets },
    ...(lost.length > 0 && { lost }),
    ...(absent.length > 0 && { absent }),
    ...(position && { next: { backup, input, position, progress } }),
    ...(isPending && { when: whenOf(hours) }),
  };
};

const whenOf = (hours: number): string =>
  `what is in Glacier was asked for, and is there in ${hours === 5 ? "five" : "twelve"} hours at the latest: run it again then`;

/**
 * Restores a backup, or lists those that there are.
 *
 * @throws a refusal for the input, or an Error that names what is wrong with the backup
 */
export const restore = async (
  tools: RestoreTools,
  own: RestoreResources,
  input: RestoreInput | null | undefined,
  context: Pick<RestoreContext, "getRemainingTimeInMillis">,
): Promise<RestoreAnswer> => {
  const request = checkInput(input, own);
  if (request.date === undefined)
    return { backups: await listBackups({ storage: tools.storage, bucket: request.archive }) };
  const run = await begin(tools, own, request, context.getRemainingTimeInMillis());
  const position = await work(run, request.next?.position ?? beginning);
  return restorationOf(run, request.fingerprint, position);
};

const report = (requestId: string, answer: RestoreAnswer): void => {
  if ("backups" in answer) return;
  const { status, backup, mode, dryRun, tables, buckets } = answer;
  writeLine("INFO", { requestId, status, backup, mode, dryRun, tables, buckets });
};

/**
 * Restores tables and buckets to what they were at a backup; a person invokes it and waits. By default it brings back
 * what is missing, and neither changes nor deletes anything. Doing it again does no harm, whatever was done before.
 *
 * @throws Error that names what is wrong with the backup
 */
export const restoreBackups = (env: RestoreEnvironment) => () => {
  const tools: RestoreTools = { tables: new DynamoDBClient({}), storage: new S3Client({}), clock: systemClock() };
  const own: RestoreResources = { ...known(env), restoreFrom: env.restoreFrom };
  return async (input: RestoreInput | null, context: RestoreContext): Promise<RestoreAnswer | Refusal> => {
    const { awsRequestId: requestId } = context;
    try {
      const answer = await restore(tools, own, input, context);
      report(requestId, answer);
      return answer;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      const refusal: Refusal = { status: "refused", reason: error.message };
      writeLine("INFO", { requestId, ...refusal });
      return refusal;
    }
  };
};
