const { DynamoDBClient, PutItemCommand } = require("@aws-sdk/client-dynamodb");
const { PutObjectCommand, S3Client } = require("@aws-sdk/client-s3");
const { SendMessageCommand, SQSClient } = require("@aws-sdk/client-sqs");

// Once each: what a client sent again on its own would be in no book.
const once = { maxAttempts: 1 };
const [documents, storage, messages] = [new DynamoDBClient(once), new S3Client(once), new SQSClient(once)];
const { TABLE: TableName, BUCKET: Bucket, QUEUE: QueueUrl } = process.env;

/** What became of a write: an answer says so, and without one nobody knows. */
const outcomeOf = ({ status, reason }) =>
  status === "fulfilled" ? "done" : reason.$metadata?.httpStatusCode ? "refused" : "unknown";

/** Writes what it is given into each store, and says what each has taken. */
exports.handler = async ({ body }) => {
  const { id, text } = JSON.parse(body);
  const [item, object, message] = await Promise.allSettled([
    documents.send(new PutItemCommand({ TableName, Item: { id: { S: id }, text: { S: text } } })),
    storage.send(new PutObjectCommand({ Bucket, Key: id, Body: text })),
    messages.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify({ id, text }) })),
  ]);
  const outcome = { item: outcomeOf(item), object: outcomeOf(object), message: outcomeOf(message) };
  return { statusCode: 200, body: JSON.stringify(outcome) };
};
