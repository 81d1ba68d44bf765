import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import * as aws from "@pulumi/aws";

/** Closures as Pulumi's documentation writes them: a message becomes an item, and what happens to items becomes messages. */
const orders = new aws.sqs.Queue("orders", { visibilityTimeoutSeconds: 180 });
const seen = new aws.sqs.Queue("seen");
const table = new aws.dynamodb.Table("table", {
  attributes: [{ name: "id", type: "S" }],
  hashKey: "id",
  billingMode: "PAY_PER_REQUEST",
  streamEnabled: true,
  streamViewType: "NEW_AND_OLD_IMAGES",
});

orders.onEvent("store", async (event) => {
  const database = new DynamoDBClient({});
  for (const { body } of event.Records)
    await database.send(new PutItemCommand({ TableName: table.name.get(), Item: { id: { S: body } } }));
});

table.onEvent(
  "tell",
  async (event) => {
    const sqs = new SQSClient({});
    for (const { eventName, dynamodb } of event.Records) {
      const MessageBody = `${eventName} ${dynamodb.NewImage.id.S}`;
      await sqs.send(new SendMessageCommand({ QueueUrl: seen.url.get(), MessageBody }));
    }
  },
  { startingPosition: "LATEST", batchSize: 5 },
);

export const urls = { orders: orders.url, seen: seen.url };
