import { type Call } from "../../src/protocol/service";
import { S3 } from "../../src/services/s3/service";

/**
 * A process that puts objects until it is killed, ten at a time, and writes each key to its standard output once the
 * object is acknowledged. Each object's content is its key, a hundred times.
 */
const [directory = ""] = process.argv.slice(2);
const location = { region: "eu-central-1", account: "123456789012" };
const s3 = new S3({ directory, location, buckets: [{ name: "photos" }] });
let count = 0;

const putOf = (key: string): Call => ({
  request: { method: "PUT", path: `/photos/${key}`, query: "", headers: {}, body: [Buffer.from(key.repeat(100))] },
  requestId: key,
  callerArn: "",
  may: () => true,
  authorize: () => undefined,
});

async function write(): Promise<void> {
  for (;;) {
    const key = `key-${count++}`;
    const { status } = await s3.aws.handle(putOf(key));
    if (status === 200) process.stdout.write(`${key}\n`);
  }
}

for (let writer = 0; writer < 10; writer++) void write();
