const { setTimeout } = require("node:timers/promises");
const { SendMessageCommand, SQSClient } = require("@aws-sdk/client-sqs");

const sqs = new SQSClient({});
const tell = (what) =>
  sqs.send(new SendMessageCommand({ QueueUrl: process.env.SEEN, MessageBody: JSON.stringify(what) }));

/** Tells what it got, then does what the bodies of the messages ask for. */
exports.handler = async ({ Records }, { functionName }) => {
  await tell({ functionName, Records });
  const bodies = Records.map(({ body }) => body);
  if (bodies.includes("fail")) throw new RangeError("no way");
  if (bodies.includes("answer nonsense")) return { batchItemFailures: [{ itemIdentifier: "nobody" }] };
  if (bodies.includes("hang")) await new Promise(() => undefined);
  if (functionName === "slow") {
    await setTimeout(bodies.includes("long") ? 3000 : 200);
    await tell({ functionName, ended: bodies });
  }
  const failed = Records.filter(({ body }) => body === "not this one");
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
};
