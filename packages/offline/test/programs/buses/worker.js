const { EventBridgeClient, PutEventsCommand } = require("@aws-sdk/client-eventbridge");
const { SendMessageCommand, SQSClient } = require("@aws-sdk/client-sqs");

const sqs = new SQSClient({});
const events = new EventBridgeClient({});

/** Tells what it was invoked with, and puts the entries that the event asks for. */
exports.handler = async (event) => {
  await sqs.send(new SendMessageCommand({ QueueUrl: process.env.SEEN, MessageBody: JSON.stringify({ event }) }));
  return event.put ? events.send(new PutEventsCommand({ Entries: event.put })) : {};
};
