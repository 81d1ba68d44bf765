const { DynamoDBClient, PutItemCommand } = require("@aws-sdk/client-dynamodb");
const database = new DynamoDBClient({});
exports.handler = async ({ queryStringParameters: { id } }) => {
  await database.send(new PutItemCommand({ TableName: "notes", Item: { id: { S: id } } }));
  return { statusCode: 200, body: id };
};
