import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** What functions got, in their own words. */
const seen = new aws.sqs.Queue("seen");
/** Where in a stream the records are that were given up. */
const letters = new aws.sqs.Queue("letters");

const table = (name: string, streamViewType = "NEW_AND_OLD_IMAGES") =>
  new aws.dynamodb.Table(name, {
    name,
    hashKey: "id",
    attributes: [{ name: "id", type: "S" }],
    billingMode: "PAY_PER_REQUEST",
    streamEnabled: true,
    streamViewType,
  });

const [orders, careful, partial, stubborn, kept] = [
  table("orders"),
  table("careful"),
  table("partial"),
  table("stubborn", "KEYS_ONLY"),
  table("kept"),
];
new aws.dynamodb.Table("quiet", {
  name: "quiet",
  hashKey: "id",
  attributes: [{ name: "id", type: "S" }],
  billingMode: "PAY_PER_REQUEST",
});

const role = new aws.iam.Role("worker", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
});
new aws.iam.RolePolicyAttachment("worker", {
  role: role.name,
  policyArn: aws.iam.ManagedPolicy.AWSLambdaDynamoDBExecutionRole,
});
new aws.iam.RolePolicy("worker", {
  role: role.name,
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "sqs:SendMessage", Resource: [seen.arn, letters.arn] }],
  }),
});

const worker = (name: string) =>
  new aws.lambda.Function(name, {
    name,
    role: role.arn,
    runtime: "nodejs22.x",
    handler: "worker.handler",
    timeout: 10,
    code: new pulumi.asset.AssetArchive({ "worker.js": new pulumi.asset.FileAsset("worker.js") }),
    environment: { variables: { SEEN: seen.url } },
  });

const plain = worker("plain");
const onFailure = { destinationArn: letters.arn };
orders.onEvent("orders", plain, {
  startingPosition: "LATEST",
  filterCriteria: {
    filters: [{ pattern: JSON.stringify({ dynamodb: { Keys: { id: { S: [{ prefix: "order-" }] } } } }) }],
  },
});
careful.onEvent("careful", worker("careful"), {
  startingPosition: "LATEST",
  maximumBatchingWindowInSeconds: 1,
  bisectBatchOnFunctionError: true,
  maximumRetryAttempts: 1,
  destinationConfig: { onFailure },
});
new aws.lambda.EventSourceMapping("partial", {
  eventSourceArn: partial.streamArn,
  functionName: worker("reporter").arn,
  startingPosition: "TRIM_HORIZON",
  maximumBatchingWindowInSeconds: 1,
  functionResponseTypes: ["ReportBatchItemFailures"],
  maximumRetryAttempts: 2,
  destinationConfig: { onFailure },
});
new aws.lambda.EventSourceMapping("stubborn", {
  eventSourceArn: stubborn.streamArn,
  functionName: worker("stubborn").arn,
  startingPosition: "LATEST",
  batchSize: 1,
  parallelizationFactor: 2,
});
new aws.lambda.EventSourceMapping("kept", {
  eventSourceArn: kept.streamArn,
  functionName: worker("keeper").arn,
  startingPosition: "TRIM_HORIZON",
  batchSize: 1,
});

export const urls = { seen: seen.url, letters: letters.url };
export const stream = { arn: orders.streamArn, label: orders.streamLabel };
export const carefulArn = careful.streamArn;
