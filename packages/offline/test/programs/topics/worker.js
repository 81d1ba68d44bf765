const { PublishCommand, SNSClient } = require("@aws-sdk/client-sns");
const { SendMessageCommand, SQSClient } = require("@aws-sdk/client-sqs");

const [sns, sqs] = [new SNSClient({}), new SQSClient({})];

/** Tells what it was invoked with, then publishes what the event asks for, or fails. */
exports.handler = async (event) => {
  await sqs.send(new SendMessageCommand({ QueueUrl: process.env.SEEN, MessageBody: JSON.stringify(event) }));
  if (event.fail) throw new RangeError(event.fail);
  if (event.TopicArn) return (await sns.send(new PublishCommand(event))).MessageId;
};
