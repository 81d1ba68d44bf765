import { type AttributeValue, BatchWriteItemCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import type { Read } from "./exports";
import { administratorOf } from "./sdk";

export type Item = Record<string, AttributeValue>;

export const region = "eu-west-1";

/** Clients of a host, for tests of exports. */
export class ExportDesk {
  readonly database: DynamoDBClient;
  readonly s3: S3Client;

  constructor(url: string) {
    const options = administratorOf({ url }, region);
    this.database = new DynamoDBClient(options);
    this.s3 = new S3Client({ ...options, forcePathStyle: true });
  }

  destroy(): void {
    this.database.destroy();
    this.s3.destroy();
  }

  async read(Bucket: string, Key: string): Promise<Read> {
    const { Body, ETag = "" } = await this.s3.send(new GetObjectCommand({ Bucket, Key }));
    return { body: Buffer.from((await Body?.transformToByteArray()) ?? []), etag: ETag.replaceAll('"', "") };
  }

  async keys(Bucket: string, Prefix: string): Promise<string[]> {
    const { Contents = [] } = await this.s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
    return Contents.map(({ Key = "" }) => Key.slice(Prefix.length));
  }

  async fill(table: string, items: Item[]): Promise<void> {
    for (let at = 0; at < items.length; at += 25) {
      const writes = items.slice(at, at + 25).map((Item) => ({ PutRequest: { Item } }));
      await this.database.send(new BatchWriteItemCommand({ RequestItems: { [table]: writes } }));
    }
  }
}

/** Items as large as DynamoDB takes them. */
export const largeItems = (count: number): Item[] =>
  Array.from({ length: count }, (_, at) => ({
    id: { S: `large-${String(at).padStart(3, "0")}` },
    text: { S: String.fromCharCode(97 + (at % 26)).repeat(390 * 1024) },
  }));
