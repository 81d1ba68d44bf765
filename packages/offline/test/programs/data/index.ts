import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const table = new aws.dynamodb.Table("notes", {
  attributes: [
    { name: "id", type: "S" },
    { name: "topic", type: "S" },
  ],
  hashKey: "id",
  billingMode: "PAY_PER_REQUEST",
  globalSecondaryIndexes: [
    { name: "by-topic", keySchemas: [{ attributeName: "topic", keyType: "HASH" }], projectionType: "ALL" },
    { name: "topics", hashKey: "topic", rangeKey: "id", projectionType: "KEYS_ONLY" },
  ],
  ttl: { attributeName: "expires", enabled: true },
  pointInTimeRecovery: { enabled: true },
  deletionProtectionEnabled: true,
});

const bucket = new aws.s3.Bucket("Photos");
new aws.s3.BucketCorsConfiguration("photos", {
  bucket: bucket.id,
  corsRules: [
    {
      allowedMethods: ["GET", "PUT", "POST"],
      allowedOrigins: ["https://example.org"],
      allowedHeaders: ["content-type"],
      exposeHeaders: ["ETag"],
      maxAgeSeconds: 600,
    },
  ],
});
new aws.s3.BucketPolicy("photos", {
  bucket: bucket.id,
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Deny",
        Principal: "*",
        Action: "s3:PutObject",
        Resource: pulumi.interpolate`${bucket.arn}/locked/*`,
      },
    ],
  }),
});

const role = new aws.iam.Role("worker", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
});
new aws.iam.RolePolicy("worker", {
  role: role.name,
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: "dynamodb:PutItem", Resource: table.arn },
      {
        Effect: "Allow",
        Action: ["s3:PutObject", "s3:GetObject"],
        Resource: pulumi.interpolate`${bucket.arn}/*`,
      },
    ],
  }),
});
const worker = new aws.lambda.Function("worker", {
  role: role.arn,
  runtime: "nodejs22.x",
  handler: "worker.handler",
  timeout: 30,
  memorySize: 512,
  code: new pulumi.asset.AssetArchive({ "worker.js": new pulumi.asset.FileAsset("worker.js") }),
  environment: { variables: { TABLE: table.name, BUCKET: bucket.bucket } },
});
const permission =
  new pulumi.Config().get("permission") !== "none" &&
  new aws.lambda.Permission("photos", {
    action: "lambda:InvokeFunction",
    function: worker.name,
    principal: "s3.amazonaws.com",
    sourceArn: bucket.arn,
  });
new aws.s3.BucketNotification(
  "photos",
  {
    bucket: bucket.id,
    lambdaFunctions: [
      { lambdaFunctionArn: worker.arn, events: ["s3:ObjectCreated:*"], filterPrefix: "in/", filterSuffix: ".jpg" },
    ],
  },
  { dependsOn: permission ? [permission] : [] },
);

export const tableName = table.name;
export const tableArn = table.arn;
export const streamArn = table.streamArn;
export const bucketName = bucket.bucket;
export const bucketArn = bucket.arn;
export const bucketId = bucket.id;
export const domain = bucket.bucketRegionalDomainName;
export const functionName = worker.name;
