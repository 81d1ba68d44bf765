import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const table = new aws.dynamodb.Table("notes", {
  attributes: [{ name: "id", type: "S" }],
  hashKey: "id",
  billingMode: "PAY_PER_REQUEST",
  pointInTimeRecovery: { enabled: true },
});
const bucket = new aws.s3.Bucket("archive");

/** A function that calls what its event names, with its role's own keys. */
function callerThatMay(name: string, actions: string[]): aws.lambda.Function {
  const role = new aws.iam.Role(name, {
    assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
  });
  new aws.iam.RolePolicy(name, {
    role: role.name,
    policy: pulumi.jsonStringify({
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: "dynamodb:ExportTableToPointInTime", Resource: table.arn },
        { Effect: "Allow", Action: "dynamodb:DescribeExport", Resource: pulumi.interpolate`${table.arn}/export/*` },
        { Effect: "Allow", Action: actions, Resource: pulumi.interpolate`${bucket.arn}/exports/*` },
      ],
    }),
  });
  return new aws.lambda.Function(name, {
    role: role.arn,
    runtime: "nodejs22.x",
    handler: "index.handler",
    timeout: 20,
    code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.FileAsset("caller.js") }),
  });
}

export const tableName = table.name;
export const tableArn = table.arn;
export const bucketName = bucket.bucket;
export const exporter = callerThatMay("exporter", ["s3:PutObject", "s3:PutObjectAcl", "s3:AbortMultipartUpload"]).name;
export const reader = callerThatMay("reader", ["s3:GetObject"]).name;
