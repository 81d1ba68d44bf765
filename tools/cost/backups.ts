import {
  type Graph,
  objects,
  ofType,
  type Properties,
  type Resource,
  text,
} from "../../packages/offline/src/graph/graph";
import { membersOf } from "../../packages/offline/src/is-record";
import { namesIn, rightsOf } from "./rights";
import type { Runs } from "./traffic";
import type { Month } from "./usage";

/** What backups do in a month. */
export interface Backups {
  /** Whether there is an archive. */
  isArchived: boolean;
  /** How many are made. */
  runs: number;
  /** How many of them have DynamoDB export the tables. */
  exports: number;
  /** Days that an export is kept in S3's standard class. */
  standardDays: number;
  /** Days that it is kept in Glacier after that. */
  glacierDays: number;
}

const none: Backups = { isArchived: false, runs: 0, exports: 0, standardDays: 0, glacierDays: 0 };

/** Whether a rule of a lifecycle is about exports of tables. */
const isAboutTables = ({ filter }: Properties): boolean => String(membersOf(filter).prefix).startsWith("tables/");

/** Days of a rule's expiration, or of its first transition. */
function daysOf(value: unknown): number | undefined {
  const [first]: unknown[] = [value].flat();
  const { days } = membersOf(first);
  return typeof days === "number" ? days : undefined;
}

/** The lifecycle of the archive: the one that has a rule for `tables/`. */
const archiveOf = (graph: Graph): Resource | undefined =>
  ofType(graph, "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration").find(({ inputs }) =>
    objects(inputs, "rules").some(isAboutTables),
  );

/**
 * Backups, as the graph declares them: each is a run, on a `cron`, of a function that may write into the archive. It has
 * the tables exported if its role may; otherwise it scans them, within the capacity that they have.
 */
export function backupsIn({ graph, traffic }: Pick<Month, "graph" | "traffic">): Backups {
  const archive = archiveOf(graph);
  const rule = archive && objects(archive.inputs, "rules").find(isAboutTables);
  if (!archive || !rule) return none;
  const written = `:::${text(archive.inputs, "bucket")}/tables/`;
  const may =
    (action: string, resource: string) =>
    ({ function: lambda }: Runs) =>
      rightsOf(graph, lambda).some(
        (statement) =>
          namesIn(statement, "Action").includes(action) &&
          namesIn(statement, "Resource").some((name) => name.includes(resource)),
      );
  const backups = traffic.runs.filter(({ cause }) => cause === "cron").filter(may("s3:PutObject", written));
  const sum = (runs: Runs[]): number => runs.reduce((total, { count }) => total + count, 0);
  const kept = daysOf(rule.expiration) ?? 365;
  const standardDays = Math.min(daysOf(rule.transitions) ?? kept, kept);
  return {
    isArchived: true,
    runs: sum(backups),
    exports: sum(backups.filter(may("dynamodb:ExportTableToPointInTime", ":table/"))),
    standardDays,
    glacierDays: kept - standardDays,
  };
}
