import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import * as lambda from "@pulumi/aws/lambda";
import * as s3 from "@pulumi/aws/s3";
import type * as pulumi from "@pulumi/pulumi";
import type { LambdaFunction } from "./lambda";

/** Has a function invoked for each object that comes into a bucket below a prefix; a bucket takes one such call. */
export function notifyOfUploads(
  name: string,
  bucket: s3.Bucket,
  { function: invoked }: LambdaFunction,
  { prefix }: { prefix: string },
  opts: pulumi.CustomResourceOptions,
): void {
  const permission = new lambda.Permission(
    name,
    {
      action: "lambda:InvokeFunction",
      function: invoked.name,
      principal: "s3.amazonaws.com",
      sourceArn: bucket.arn,
      // A bucket's ARN names no account: whoever makes one of this name after ours is gone must not be heard.
      sourceAccount: getCallerIdentityOutput({}, opts).accountId,
    },
    opts,
  );
  const rule = {
    lambdaFunctionArn: invoked.arn,
    events: ["s3:ObjectCreated:*"],
    filterPrefix: prefix,
  };
  new s3.BucketNotification(name, { bucket: bucket.id, lambdaFunctions: [rule] }, { ...opts, dependsOn: [permission] });
}
