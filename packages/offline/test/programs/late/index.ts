import { setTimeout } from "node:timers/promises";
import * as aws from "@pulumi/aws";

/** Declares queues in all the ways in which programs do so after their last line. */

new aws.sqs.Queue("at-once");

async function main(): Promise<void> {
  await setTimeout(20);
  new aws.sqs.Queue("after-a-timer");
}
void main();

let isLast = false;
process.on("beforeExit", () => {
  if (isLast) return;
  isLast = true;
  new aws.sqs.Queue("before-the-exit");
});

const uploads = new aws.s3.Bucket("uploads", { bucket: "late-uploads" });
uploads.onObjectCreated("uploaded", (event) => {
  for (const { s3 } of event.Records ?? []) console.log(`${s3.object.key} was uploaded`);
});
