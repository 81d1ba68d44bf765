import * as aws from "@pulumi/aws";

// A role within a boundary that somebody else looks after, and a bucket that somebody else made.
const boundary = "arn:aws:iam::000000000000:policy/limits";
const limits = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }] };
aws.iam.Policy.get("limits", boundary, { policy: JSON.stringify(limits) });

const assumeRolePolicy = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } }],
});
export const role = new aws.iam.Role("worker", { assumeRolePolicy, permissionsBoundary: boundary, path: "/team/" }).arn;

if (process.env.READS_A_BUCKET) aws.s3.Bucket.get("photos", "somebody-elses");
