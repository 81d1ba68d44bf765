import { UserError } from "../../errors";
import { AwsError } from "../../protocol/service";
import type { Sender, Targets } from "../../protocol/targets";
import { bucketArn } from "./request";
import type { BucketSettings, S3EventNotification } from "./settings";

const sender = (bucket: string): Sender => ({ service: "s3.amazonaws.com", sourceArn: bucketArn(bucket) });

/**
 * Refuses notifications to functions that S3 may not invoke. S3 itself asks Lambda when a notification is configured.
 *
 * @throws UserError naming the permission that is missing
 */
export function checkDestinations(buckets: BucketSettings[], targets: Targets): void {
  for (const { name, notifications = [] } of buckets) {
    for (const { functionArn } of notifications) {
      const objection = targets.objection(functionArn, sender(name));
      if (objection?.code !== "AccessDeniedException") continue;
      throw new UserError(
        `AWS would refuse the notifications of bucket ${name} to ${functionArn}: ${objection.message}`,
      );
    }
  }
}

/** Hands the events of buckets over to functions' asynchronous invocation, which keeps them on disk from then on. */
export const deliverTo =
  (targets: Targets, log: (text: string) => void) =>
  async ({ functionArn, event }: S3EventNotification): Promise<void> => {
    const body = JSON.stringify(event);
    const bucket = event.Records[0]?.s3.bucket.name ?? "";
    try {
      await targets.deliver(functionArn, { body }, sender(bucket));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      // The function is recorded only, or an earlier program declared it.
      log(`an event of S3 is lost: ${error.message}\n${body}`);
    }
  };
