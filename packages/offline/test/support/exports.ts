import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import {
  type AttributeValue,
  DescribeExportCommand,
  type DynamoDBClient,
  type ExportDescription,
  ExportTableToPointInTimeCommand,
  type ExportTableToPointInTimeInput,
} from "@aws-sdk/client-dynamodb";
import { eventually } from "./poll";

/** Asks for an export, and returns its description once it has ended. */
export async function exported(
  client: DynamoDBClient,
  input: ExportTableToPointInTimeInput,
): Promise<ExportDescription> {
  const { ExportDescription } = await client.send(new ExportTableToPointInTimeCommand(input));
  return ended(client, ExportDescription?.ExportArn);
}

/** An export's description, once it has ended. */
export const ended = (client: DynamoDBClient, ExportArn: string | undefined): Promise<ExportDescription> =>
  eventually("the export", async () => {
    const { ExportDescription } = await client.send(new DescribeExportCommand({ ExportArn }));
    return ExportDescription?.ExportStatus === "IN_PROGRESS" ? undefined : ExportDescription;
  });

/** An object of a bucket. */
export interface Read {
  body: Buffer;
  etag: string;
}

type Item = Record<string, AttributeValue>;

/** A line of `manifest-files.json`. */
export interface ManifestFile {
  itemCount: number;
  md5Checksum: string;
  etag: string;
  dataFileS3Key: string;
}

/** An export as whoever restores it reads it. */
export interface Export {
  summary: Record<string, unknown>;
  files: ManifestFile[];
  items: Item[];
}

/**
 * Reads an export by its manifests.
 *
 * @throws where a checksum, an ETag or a count is not that of what is there
 */
export async function readExport(key: string, read: (key: string) => Promise<Read>): Promise<Export> {
  const summary = await manifest(key, read);
  const parsed: Record<string, unknown> = JSON.parse(summary);
  const lines = (await manifest(String(parsed.manifestFilesS3Key), read)).split("\n").slice(0, -1);
  const files = lines.map((line): ManifestFile => JSON.parse(line));
  const items: Item[] = [];
  for (const { itemCount, md5Checksum, etag, dataFileS3Key } of files) {
    const file = await read(dataFileS3Key);
    expectSame(`the MD5 of ${dataFileS3Key}`, md5(file.body), md5Checksum);
    expectSame(`the ETag of ${dataFileS3Key}`, file.etag, etag);
    const found = gunzipSync(file.body).toString().split("\n").slice(0, -1);
    expectSame(`the items of ${dataFileS3Key}`, found.length, itemCount);
    items.push(...found.map((line): Item => JSON.parse(line).Item));
  }
  expectSame("the number of items", items.length, parsed.itemCount);
  return { summary: parsed, files, items };
}

async function manifest(key: string, read: (key: string) => Promise<Read>): Promise<string> {
  const { body } = await read(key);
  const checksum = await read(key.replace(/\.json$/, ".md5"));
  expectSame(`the MD5 of ${key}`, md5(body), checksum.body.toString());
  return body.toString();
}

const md5 = (bytes: Buffer): string => createHash("md5").update(bytes).digest("base64");

function expectSame(what: string, actual: unknown, told: unknown): void {
  if (actual !== told) throw new Error(`${what} is ${String(actual)}, not ${String(told)}`);
}
