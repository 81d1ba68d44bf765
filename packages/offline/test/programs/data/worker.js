const { Readable } = require("node:stream");
const { createHash } = require("node:crypto");
const { DynamoDBClient, PutItemCommand, ScanCommand, DeleteItemCommand } = require("@aws-sdk/client-dynamodb");
const { GetObjectCommand, PutObjectCommand, DeleteObjectCommand, S3Client } = require("@aws-sdk/client-s3");

const database = new DynamoDBClient({});
const s3 = new S3Client({});
const { TABLE: TableName, BUCKET: Bucket } = process.env;
const digest = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** Called by S3: writes an item for each object that was created; an object whose key says so fails it. */
const record = async ({ Records }) => {
  for (const {
    eventName,
    s3: { object },
  } of Records) {
    if (object.key.includes("poison")) throw new Error(`cannot stand ${object.key}`);
    const Item = {
      id: { S: object.key },
      topic: { S: "object" },
      event: { S: eventName },
      size: { N: `${object.size}` },
    };
    await database.send(new PutItemCommand({ TableName, Item }));
  }
};

/** What the test asks of a function, by name. */
const orders = {
  scan: () => database.send(new ScanCommand({ TableName })),
  remove: ({ id }) => database.send(new DeleteItemCommand({ TableName, Key: { id: { S: id } } })),
  removeObject: ({ key }) => s3.send(new DeleteObjectCommand({ Bucket, Key: key })),
  async roundTrip({ key, size, streamed }) {
    const bytes = Buffer.alloc(size, key);
    // Pieces of a size that divides nothing.
    const pieces = Array.from({ length: Math.ceil(size / 50_021) }, (_, at) =>
      bytes.subarray(at * 50_021, (at + 1) * 50_021),
    );
    const Body = streamed ? Readable.from(pieces, { objectMode: false }) : bytes;
    await s3.send(new PutObjectCommand({ Bucket, Key: key, Body, ContentLength: size }));
    const { Body: found, ContentLength } = await s3.send(new GetObjectCommand({ Bucket, Key: key }));
    const back = await found.transformToByteArray();
    return { ContentLength, same: digest(back) === digest(bytes) };
  },
  async stream({ key }) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: key }));
    const hash = createHash("sha256");
    let size = 0;
    for await (const chunk of Body) {
      hash.update(chunk);
      size += chunk.length;
    }
    return { size, digest: hash.digest("hex") };
  },
};

exports.handler = async (event) => {
  if (event.Records) return record(event);
  try {
    return await orders[event.order](event);
  } catch (error) {
    return { error: error.name, message: error.message };
  }
};
