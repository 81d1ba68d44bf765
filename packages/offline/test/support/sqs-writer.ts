import { Queues } from "../../src/services/sqs/queues";
import type { QueueSettings } from "../../src/services/sqs/settings";
import { systemClock } from "../../src/clock";

export const jobs: QueueSettings = {
  name: "jobs",
  arn: "arn:aws:sqs:eu-west-1:000000000000:jobs",
  url: "",
  delaySeconds: 0,
  maxMessageSize: 262_144,
  messageRetentionSeconds: 345_600,
  receiveWaitTimeSeconds: 0,
  visibilityTimeoutSeconds: 30,
};

/**
 * As a program of its own: sends messages until it is killed, ten at a time, and writes each body to its standard
 * output once the message is acknowledged.
 */
async function write(queues: Queues, writer: number): Promise<void> {
  for (let count = 0; ; count++) {
    const body = `message ${writer}-${count}`;
    await queues.send(jobs.arn, { body, attributes: {}, senderId: "writer" });
    process.stdout.write(`${body}\n`);
  }
}

if (require.main === module) {
  const [directory = ""] = process.argv.slice(2);
  const queues = new Queues(directory, [jobs], systemClock);
  for (let writer = 0; writer < 10; writer++) void write(queues, writer);
}
