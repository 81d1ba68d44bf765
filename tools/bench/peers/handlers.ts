/** What both hosts run, bundled once for both: a function that calls no service, and one that reads an item. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import type { APIGatewayProxyEvent } from "aws-lambda";

const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));

export const trivial = async () => ({ statusCode: 200, body: '{"ok":true}' });

export const read = async ({ pathParameters }: APIGatewayProxyEvent) => {
  const { Item } = await documents.send(new GetCommand({ TableName: "items", Key: { id: pathParameters?.id } }));
  return { statusCode: Item ? 200 : 404, body: JSON.stringify(Item ?? {}) };
};
