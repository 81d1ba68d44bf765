const { ReceiveMessageCommand, SendMessageCommand, SQSClient } = require("@aws-sdk/client-sqs");

const sqs = new SQSClient({});
const { SEEN, JOBS } = process.env;

/** Tells what it was invoked with, then does what the event asks for. */
exports.handler = async (event, { awsRequestId }) => {
  const MessageBody = JSON.stringify({ event, awsRequestId });
  await sqs.send(new SendMessageCommand({ QueueUrl: SEEN, MessageBody }));
  if (event.Records) throw new RangeError(`cannot stand ${event.Records[0].s3.object.key}`);
  if (event.hang) await new Promise(() => undefined);
  if (event.fail) throw new RangeError(event.fail);
  if (event.receive) await sqs.send(new ReceiveMessageCommand({ QueueUrl: JOBS }));
  return { did: event.job ?? "nothing" };
};
