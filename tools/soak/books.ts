import { DeleteItemCommand, DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import { DeleteObjectCommand, paginateListObjectsV2, S3Client } from "@aws-sdk/client-s3";
import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { propertiesOf, textOf } from "../json";
import type { SoakHost } from "./host";

const stores = ["item", "object", "message"] as const;
type Store = (typeof stores)[number];

/** What became of a write: acknowledged, refused, or cut off before an answer came. */
type Outcome = "done" | "refused" | "unknown";

const isOutcome = (value: unknown): value is Outcome => value === "done" || value === "refused" || value === "unknown";

const tableName = "soak-items";
const bucketName = "soak-objects";
const queueUrlAt = (url: string): string => `${url}/000000000000/soak-messages`;

/** Clients of a host's stores. */
interface Clients {
  documents: DynamoDBClient;
  storage: S3Client;
  messages: SQSClient;
}

/** What was written, what was answered, and what has to be found. */
export class Books {
  private readonly outcomes = new Map<string, Record<Store, Outcome>>();
  private readonly settled = { done: 0, refused: 0, unknown: 0 };
  private count = 0;

  /** How many writes were answered in each way, over all stores. */
  tally(): Record<Outcome, number> {
    const tally = { ...this.settled };
    for (const outcome of this.outcomes.values()) for (const store of stores) tally[outcome[store]]++;
    return tally;
  }

  /** Has the program write once into each store, and notes what it says of them. */
  async write(host: SoakHost): Promise<void> {
    const id = `write-${++this.count}`;
    const unknown = { item: "unknown", object: "unknown", message: "unknown" } as const;
    this.outcomes.set(id, unknown);
    const body = JSON.stringify({ id, text: textFor(id) });
    try {
      const response = await fetch(`${host.apiUrl}/keep`, { method: "POST", body });
      const answer = propertiesOf(await response.json());
      const outcome = { ...unknown, ...Object.fromEntries(Object.entries(answer).filter(([, one]) => isOutcome(one))) };
      this.outcomes.set(id, outcome);
    } catch (error) {
      // The host was killed, or cut the connection: nobody knows.
      if (!(error instanceof Error)) throw error;
    }
  }

  /** Compares the books with what the stores hold; says what does not agree. */
  audit({ url }: SoakHost): Promise<string[]> {
    return withClients(url, async ({ documents, storage, messages }) => [
      ...this.compare("item", await itemsOf(documents)),
      ...this.compare("object", await objectsOf(storage)),
      ...this.compareCount(await messagesOf(messages, url)),
    ]);
  }

  /** Deletes all that was written, and begins new books: what is kept for ever fills the memory and the disk. */
  async settle(host: SoakHost): Promise<void> {
    Object.assign(this.settled, this.tally());
    const { url } = host;
    await withClients(url, async ({ documents, storage, messages }) => {
      const deletions = [...this.outcomes.keys()].map((id) => async () => {
        await documents.send(new DeleteItemCommand({ TableName: tableName, Key: { id: { S: id } } }));
        await storage.send(new DeleteObjectCommand({ Bucket: bucketName, Key: id }));
      });
      await Promise.all(
        Array.from({ length: 8 }, async () => {
          for (let next = deletions.pop(); next; next = deletions.pop()) await next();
        }),
      );
      await emptyQueue(messages, queueUrlAt(url));
    });
    this.outcomes.clear();
  }

  private compare(store: Store, found: ReadonlyMap<string, boolean>): string[] {
    const findings: string[] = [];
    for (const [id, { [store]: outcome }] of this.outcomes) {
      const isWhole = found.get(id);
      if (outcome === "done" && isWhole === undefined) findings.push(`${store} ${id} was acknowledged and is gone`);
      if (outcome === "refused" && isWhole !== undefined) findings.push(`${store} ${id} was refused and is there`);
      if (isWhole === false) findings.push(`${store} ${id} is not what was written`);
    }
    for (const id of found.keys()) if (!this.outcomes.has(id)) findings.push(`nobody has written ${store} ${id}`);
    return findings;
  }

  /** Messages are counted: to receive them would hide them from the next audit. */
  private compareCount(found: number): string[] {
    const outcomes = [...this.outcomes.values()].map(({ message }) => message);
    const least = outcomes.filter((outcome) => outcome === "done").length;
    const most = least + outcomes.filter((outcome) => outcome === "unknown").length;
    return found >= least && found <= most ? [] : [`the queue has ${found} messages instead of ${least} to ${most}`];
  }
}

const textFor = (id: string): string => `${id} `.repeat(100);

async function withClients<Result>(url: string, act: (clients: Clients) => Promise<Result>): Promise<Result> {
  const options = { endpoint: url, region: "eu-west-1", credentials: { accessKeyId: "test", secretAccessKey: "test" } };
  const clients = {
    documents: new DynamoDBClient(options),
    storage: new S3Client({ ...options, forcePathStyle: true }),
    messages: new SQSClient(options),
  };
  try {
    return await act(clients);
  } finally {
    for (const client of Object.values(clients)) client.destroy();
  }
}

/** Message by message: a queue may be purged once a minute. */
async function emptyQueue(client: SQSClient, QueueUrl: string): Promise<void> {
  for (;;) {
    const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    if (Messages.length === 0) return;
    const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  }
}

/** By id, whether it is what was written. */
async function itemsOf(client: DynamoDBClient): Promise<Map<string, boolean>> {
  const found = new Map<string, boolean>();
  for await (const { Items = [] } of paginateScan({ client }, { TableName: tableName }))
    for (const { id, text } of Items) found.set(id?.S ?? "", text?.S === textFor(id?.S ?? ""));
  return found;
}

async function objectsOf(client: S3Client): Promise<Map<string, boolean>> {
  const found = new Map<string, boolean>();
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucketName }))
    for (const { Key = "", Size } of Contents) found.set(Key, Size === textFor(Key).length);
  return found;
}

async function messagesOf(client: SQSClient, url: string): Promise<number> {
  const AttributeNames = ["ApproximateNumberOfMessages"] as const;
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrlAt(url), AttributeNames: [...AttributeNames] }),
  );
  return Number(textOf(Attributes, AttributeNames[0]));
}
