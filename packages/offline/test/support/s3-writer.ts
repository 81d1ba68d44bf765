import { type Call } from "../../src/protocol/service";
import { S3 } from "../../src/services/s3/service";

/**
 * A process that puts objects until it is killed, ten at a time, and writes each key to its standard output once the
 * object is acknowledged, with its version's id behind a space if it has one. Each object's content is its name, such as
 * `key-1`, a hundred times. With the argument `versions` the bucket keeps versions, and all are put under ten keys: what
 * is written is then the name instead of the key.
 */
const [directory = "", mode] = process.argv.slice(2);
const versioning = mode === "versions" ? ("Enabled" as const) : undefined;
const location = { region: "eu-central-1", account: "123456789012" };
const s3 = new S3({ directory, location, buckets: [{ name: "photos", versioning }] });
let count = 0;

const putOf = (key: string, name: string): Call => ({
  request: { method: "PUT", path: `/photos/${key}`, query: "", headers: {}, body: [Buffer.from(name.repeat(100))] },
  requestId: name,
  callerArn: "",
  may: () => true,
  authorize: () => undefined,
});

async function write(): Promise<void> {
  for (;;) {
    const name = `key-${count++}`;
    const key = versioning ? `versions-${count % 10}` : name;
    const { status, headers } = await s3.aws.handle(putOf(key, name));
    if (status === 200) process.stdout.write(`${[name, headers["x-amz-version-id"]].filter(Boolean).join(" ")}\n`);
  }
}

for (let writer = 0; writer < 10; writer++) void write();
