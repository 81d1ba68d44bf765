import type { LogicalNames } from "../../graph/logical-names";
import { UserError } from "../../errors";
import { AwsError } from "../../protocol/service";
import type { Sender, Targets } from "../../protocol/targets";
import type { ServiceContext } from "../module";
import { busEvent, isBus } from "./bus-event";
import { bucketArn, formDecode } from "./request";
import type { BucketSettings, S3EventNotification } from "./settings";

const sender = (bucket: string): Sender => ({ service: "s3.amazonaws.com", sourceArn: bucketArn(bucket) });

/** How targets say that S3 may not: Lambda and SQS, and SNS by a topic's policy or its key. */
const denials: ReadonlySet<string> = new Set(["AccessDeniedException", "AuthorizationError", "KMSAccessDenied"]);

/**
 * Refuses notifications to functions that S3 may not invoke, and topics and queues that it may not send to. S3 itself asks when
 * a notification is configured.
 *
 * @throws UserError naming the permission that is missing
 */
export function checkDestinations(buckets: BucketSettings[], targets: Targets): void {
  for (const { name, notifications = [] } of buckets) {
    for (const { targetArn } of notifications) {
      const objection = targets.objection(targetArn, sender(name));
      if (!objection || !denials.has(objection.code)) continue;
      throw new UserError(`AWS would refuse the notifications of bucket ${name} to ${targetArn}: ${objection.message}`);
    }
  }
}

/** Hands the events of buckets over to functions, topics, queues and buses, which keep them from then on. */
export const deliverTo =
  (names: LogicalNames, { targets, activity, log }: Pick<ServiceContext, "targets" | "activity" | "log">) =>
  async ({ functionArn: targetArn, event }: S3EventNotification, ended: AbortSignal): Promise<void> => {
    const [record] = event.Records;
    const body = JSON.stringify(record && isBus(targetArn) ? busEvent(record) : event);
    const bucket = record?.s3.bucket.name ?? "";
    try {
      const letter = { body, subject: "Amazon S3 Notification" };
      const { invocationId } = await targets.deliver(targetArn, letter, sender(bucket), ended);
      const what = `${record?.eventName} ${names.of(bucket)}/${formDecode(record?.s3.object.key ?? "")}`;
      activity.tell({ kind: "delivery", time: Date.now(), source: "s3", what, targetArn, invocationId });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      // What it is for is recorded only, or an earlier program declared it.
      log(`an event of S3 is lost: ${error.message}\n${body}`);
    }
  };
