import { UserError } from "../../errors";
import type { Asynchronous } from "../lambda/asynchronous";
import { isInvocable } from "../lambda/permissions";
import type { Pool } from "../lambda/pool";
import type { Graph } from "../../graph/graph";
import { bucketArn } from "./request";
import type { BucketSettings, S3EventNotification } from "./settings";

/**
 * Refuses notifications to functions that S3 may not invoke. S3 itself asks Lambda when a notification is configured.
 *
 * @throws UserError naming the permission that is missing
 */
export function checkDestinations(graph: Graph, buckets: BucketSettings[]): void {
  for (const { name, notifications = [] } of buckets) {
    for (const { functionArn } of notifications) {
      if (isInvocable(graph, functionArn, { principal: "s3.amazonaws.com", arn: bucketArn(name) })) continue;
      throw new UserError(
        `AWS would refuse the notifications of bucket ${name} to ${functionArn}: no aws.lambda.Permission lets s3.amazonaws.com invoke it; declare one with sourceArn ${bucketArn(name)}`,
      );
    }
  }
}

/** Hands the events of buckets over to functions' asynchronous invocation, which keeps them on disk from then on. */
export const deliverTo =
  (pool: Pool, asynchronous: Asynchronous, log: (text: string) => void) =>
  async ({ functionArn, event }: S3EventNotification): Promise<void> => {
    const lambda = pool.find(functionArn);
    if (lambda) return void (await asynchronous.accept(lambda, JSON.stringify(event)));
    // It was recorded only, or an earlier program declared it.
    log(`an event of S3 is lost: the host does not serve ${functionArn}\n${JSON.stringify(event)}`);
  };
