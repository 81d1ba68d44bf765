import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** One store of each kind, under names that whoever keeps the books knows. */
const table = new aws.dynamodb.Table("items", {
  name: "soak-items",
  attributes: [{ name: "id", type: "S" }],
  hashKey: "id",
  readCapacity: 1,
  writeCapacity: 1,
});
const bucket = new aws.s3.Bucket("objects", { bucket: "soak-objects" });
const queue = new aws.sqs.Queue("messages", { name: "soak-messages" });

const role = new aws.iam.Role("role", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
});
new aws.iam.RolePolicy("role", {
  role: role.name,
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: "dynamodb:PutItem", Resource: table.arn },
      { Effect: "Allow", Action: "s3:PutObject", Resource: pulumi.interpolate`${bucket.arn}/*` },
      { Effect: "Allow", Action: "sqs:SendMessage", Resource: queue.arn },
      { Effect: "Allow", Action: "logs:*", Resource: "arn:aws:logs:*:*:*" },
    ],
  }),
});
const handler = (name: string, variables: Record<string, pulumi.Input<string>>) =>
  new aws.lambda.Function(name, {
    role: role.arn,
    runtime: "nodejs22.x",
    handler: `${name}.handler`,
    timeout: 2,
    memorySize: 128,
    code: new pulumi.asset.AssetArchive({ [`${name}.js`]: new pulumi.asset.FileAsset(`${name}.js`) }),
    environment: { variables },
  });
const keep = handler("keep", { TABLE: table.name, BUCKET: bucket.bucket, QUEUE: queue.url });
const harm = handler("harm", {});

const proxy = (uri: string) => ({
  responses: {},
  "x-amazon-apigateway-integration": { type: "aws_proxy", httpMethod: "POST", uri },
});
const restApi = new aws.apigateway.RestApi("api", {
  body: pulumi.all([keep.invokeArn, harm.invokeArn]).apply(([toKeep, toHarm]) =>
    JSON.stringify({
      openapi: "3.0.1",
      info: { title: "soak", version: "1" },
      paths: { "/keep": { post: proxy(toKeep) }, "/harm": { post: proxy(toHarm) } },
    }),
  ),
});
for (const [name, { arn }] of Object.entries({ keep, harm }))
  new aws.lambda.Permission(name, {
    action: "lambda:InvokeFunction",
    function: arn,
    principal: "apigateway.amazonaws.com",
    sourceArn: pulumi.interpolate`${restApi.executionArn}/*`,
  });
new aws.apigateway.Stage("api", {
  restApi: restApi.id,
  deployment: new aws.apigateway.Deployment("api", { restApi: restApi.id }).id,
  stageName: "v1",
});

export const queueUrl = queue.url;
