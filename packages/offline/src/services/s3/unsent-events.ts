import { covers } from "./notifications";
import type { BucketSettings } from "./settings";

/** Events that S3 has and the host does not ("Supported event types", Amazon S3 User Guide), without `s3:`. */
const unsent = [
  ...["ObjectRestore:Completed", "ObjectRestore:Delete", "ReducedRedundancyLostObject"],
  ...["ObjectTagging:Put", "ObjectTagging:Delete", "ObjectAcl:Put", "IntelligentTiering"],
  ...["Replication:OperationFailedReplication", "Replication:OperationMissedThreshold"],
  ...["Replication:OperationReplicatedAfterThreshold", "Replication:OperationNotTracked"],
].map((name) => `s3:${name}`);

/** What a bucket's notifications ask for and never get, in a line for the person at the console. */
export function unsentEvents({ name, notifications = [] }: BucketSettings): string | undefined {
  const patterns = notifications.flatMap(({ events }) => events);
  const missing = unsent.filter((event) => patterns.some((pattern) => covers(pattern, event)));
  if (missing.length === 0) return undefined;
  return `bucket ${name} has notifications that the offline host never sends: ${missing.join(", ")}`;
}
