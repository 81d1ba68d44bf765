const { setTimeout } = require("node:timers/promises");
const { SendMessageCommand, SQSClient } = require("@aws-sdk/client-sqs");

const sqs = new SQSClient({});
let attempts = 0;

/** Tells what it got, then does what the ids of the items ask for. */
exports.handler = async ({ Records }, { functionName }) => {
  const MessageBody = JSON.stringify({ functionName, Records });
  await sqs.send(new SendMessageCommand({ QueueUrl: process.env.SEEN, MessageBody }));
  const isFor = (what) => (record) => record.dynamodb.Keys.id.S.startsWith(what);
  if (Records.some(isFor("fail"))) throw new RangeError("no way");
  if (Records.some(isFor("twice")) && ++attempts < 3) throw new RangeError("not yet");
  if (Records.some(isFor("long"))) await setTimeout(3000);
  if (Records.some(isFor("hang"))) await new Promise(() => undefined);
  const failed = Records.filter(isFor("report"));
  return { batchItemFailures: failed.map(({ dynamodb }) => ({ itemIdentifier: dynamodb.SequenceNumber })) };
};
