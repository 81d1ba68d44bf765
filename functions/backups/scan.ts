import { randomUUID } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { type DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { type Archive, checksumOf, type DataFile, places, putFile, type TableBackup } from "./archive";
import { type Deadline, paceOf, patiently } from "./clock";
import { decodeItem, describeTable, encodeItem, type Item } from "./items";
import type { TableProgress } from "./progress";

/** What a scan works with. */
export interface ScanTools {
  archive: Archive;
  tables: DynamoDBClient;
  clock: Deadline;
  /** The share of a table's read capacity that a scan may take: a number up to 1. */
  share: number;
  /** Writes down where the backup stands. */
  save: () => Promise<void>;
}

/** When a data file is full: what is in memory, and what an interrupted run has to read again, are no more than that. */
const fileLimits = { bytes: 8 * 1024 ** 2, milliseconds: 60_000 } as const;

/** What a unit of capacity reads, eventually consistent: twice 4 KB. */
const unitBytes = 8192;

interface Page {
  /** As a data file has them. */
  lines: Buffer;
  items: number;
  /** Where the next page begins; undefined after the last one. */
  after: Item | undefined;
}

const linesOf = (items: Item[]): Buffer =>
  Buffer.from(items.map((item) => `${JSON.stringify({ Item: encodeItem(item) })}\n`).join(""));

/**
 * The pages of a table, each of about what may be read in a second: a page of a megabyte takes 128 units at once, and the
 * requests of the next half minute would find none.
 */
async function* pagesOf(
  { tables, clock, share }: ScanTools,
  TableName: string,
  readUnits: number,
  first: Item | undefined,
): AsyncGenerator<Page> {
  const rate = readUnits * share;
  const pace = paceOf(rate, clock);
  let [limit, after] = [1, first];
  do {
    const scan = new ScanCommand({
      TableName,
      Limit: limit,
      ExclusiveStartKey: after,
      ReturnConsumedCapacity: "TOTAL",
    });
    const { Items = [], LastEvaluatedKey, ConsumedCapacity } = await patiently(clock, () => tables.send(scan));
    const lines = linesOf(Items);
    after = LastEvaluatedKey;
    yield { lines, items: Items.length, after };
    await pace.spend(ConsumedCapacity?.CapacityUnits);
    // A line is longer than DynamoDB takes the item to be, and no page costs less than half a unit. Large items may
    // follow small ones.
    const fitting = Math.floor((Math.max(rate, 0.5) * unitBytes) / (lines.length / Items.length));
    limit = Math.max(1, Math.min(fitting || 1, 4 * limit));
  } while (after !== undefined && !clock.isLate());
}

/** Lines of items, as they become a data file. */
const openFile = (clock: Deadline) => {
  const chunks: Buffer[] = [];
  const full = clock.now() + fileLimits.milliseconds;
  let [bytes, itemCount] = [0, 0];
  return {
    add({ lines, items }: Page): void {
      chunks.push(lines);
      bytes += lines.length;
      itemCount += items;
    },
    isFull: () => bytes >= fileLimits.bytes || clock.now() >= full,
    content: async () => ({ body: await promisify(gzip)(Buffer.concat(chunks)), itemCount }),
  };
};

type OpenFile = ReturnType<typeof openFile>;

const writeFile = async (archive: Archive, folder: string, file: OpenFile): Promise<DataFile> => {
  const { body, itemCount } = await file.content();
  const dataFileS3Key = `${folder}/data/${randomUUID().replaceAll("-", "")}.json.gz`;
  const etag = await putFile(archive, dataFileS3Key, body);
  return { itemCount, md5Checksum: checksumOf(body), etag, dataFileS3Key };
};

/**
 * Goes on with the scan of a table, in the layout of DynamoDB's exports
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html). It writes down where it
 * stands with each file. There is at least one, be it empty. When the table is through, `progress.done` says so.
 */
export const scanTable = async (tools: ScanTools, backupId: string, progress: TableProgress): Promise<void> => {
  const { archive, clock } = tools;
  const { physicalName } = progress;
  const shape = await describeTable(tools.tables, physicalName);
  // DynamoDB names an export by its time and something of chance.
  const newFolder = (): string => {
    const name = `${String(clock.now()).padStart(14, "0")}-${randomUUID().slice(0, 8)}`;
    return `${places.table(backupId, physicalName)}/AWSDynamoDB/${name}`;
  };
  const folder = (progress.folder ??= newFolder());
  let file = openFile(clock);
  let last: Page | undefined;
  const keep = async ({ after }: Page): Promise<void> => {
    progress.files.push(await writeFile(archive, folder, file));
    progress.after = after && encodeItem(after);
    if (after === undefined)
      progress.done = await writeManifests(tools, backupId, { ...progress, folder, keys: shape.keys });
    await tools.save();
    file = openFile(clock);
  };
  for await (const page of pagesOf(
    tools,
    physicalName,
    shape.readUnits,
    progress.after && decodeItem(progress.after),
  )) {
    file.add(page);
    last = page;
    if (page.after === undefined || !file.isFull()) continue;
    await keep(page);
    last = undefined;
  }
  if (last) await keep(last);
};

/** The manifests come last: they make an export of the files. */
const writeManifests = async (
  { archive, clock }: ScanTools,
  backupId: string,
  { name, physicalName, files, folder, keys }: TableProgress & Pick<TableBackup, "folder" | "keys">,
): Promise<TableBackup> => {
  const write = async (file: string, text: string): Promise<string> => {
    await putFile(archive, `${folder}/${file}.json`, text);
    await putFile(archive, `${folder}/${file}.md5`, checksumOf(text));
    return checksumOf(text);
  };
  const items = files.reduce((sum, { itemCount }) => sum + itemCount, 0);
  const text = files.map((file) => `${JSON.stringify(file)}\n`).join("");
  const checksum = await write("manifest-files", text);
  const summary = {
    version: "2020-06-30",
    endTime: new Date(clock.now()).toISOString(),
    s3Bucket: archive.bucket,
    s3SseAlgorithm: "AES256",
    manifestFilesS3Key: `${folder}/manifest-files.json`,
    itemCount: items,
    outputFormat: "DYNAMODB_JSON",
    exportType: "FULL_EXPORT",
  };
  await write("manifest-summary", JSON.stringify(summary));
  const manifest = places.manifest(backupId, physicalName, checksum);
  await putFile(archive, manifest, text);
  return { name, physicalName, keys, items, folder, manifest, checksum };
};
