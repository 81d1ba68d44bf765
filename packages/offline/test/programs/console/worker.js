/*
 * The function behind every route of the API, and behind the schedule.
 */
const { DynamoDBClient, DeleteItemCommand, GetItemCommand, PutItemCommand } = require("@aws-sdk/client-dynamodb");
const { PutObjectCommand, S3Client } = require("@aws-sdk/client-s3");
const { PublishCommand, SNSClient } = require("@aws-sdk/client-sns");

const dynamodb = new DynamoDBClient({});
const s3 = new S3Client({ forcePathStyle: true });
const sns = new SNSClient({});
const { TABLE: TableName, BUCKET: Bucket, TOPIC: TopicArn } = process.env;

const answer = (statusCode, body) => ({
  statusCode,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});
const keyOf = ({ author, number }) => ({ author: { S: author }, number: { N: number } });

const routes = {
  "GET /notes/{author}/{number}": async ({ pathParameters }) => {
    const { Item } = await dynamodb.send(new GetItemCommand({ TableName, Key: keyOf(pathParameters) }));
    return Item ? answer(200, Item) : answer(404, { message: "no such note" });
  },
  "PUT /notes/{author}/{number}": async ({ pathParameters, body }) => {
    const { topic, text } = JSON.parse(body);
    const Item = { ...keyOf(pathParameters), topic: { S: topic }, text: { S: text } };
    await dynamodb.send(new PutItemCommand({ TableName, Item }));
    console.log("wrote a note", pathParameters.author);
    return answer(201, { topic, text });
  },
  "POST /files": async ({ body, requestContext }) => {
    const Key = `received/${requestContext.requestId}.json`;
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: body, ContentType: "application/json" }));
    return answer(201, { key: Key });
  },
  "POST /denied": async () => {
    const Key = keyOf({ author: "ann", number: "1" });
    await dynamodb.send(new DeleteItemCommand({ TableName, Key }));
  },
  "POST /news": async () => {
    await sns.send(new PublishCommand({ TopicArn, Subject: "What is new", Message: "All is well." }));
    return answer(202, {});
  },
  "POST /failure": async () => {
    console.warn("about to fail");
    throw new RangeError("out of range");
  },
  "GET /health": async () => answer(200, { status: "ok" }),
};

exports.handler = async (event) => {
  if (event["detail-type"] === "Scheduled Event") return console.log("tick");
  const route = routes[`${event.httpMethod} ${event.resource}`];
  return route ? route(event) : answer(200, event);
};
