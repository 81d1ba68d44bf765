import { randomBytes } from "node:crypto";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import type { Host, HostOptions } from "../../packages/offline/src/host/host";
import { type Graph, ofType } from "../../packages/offline/src/graph/graph";
import type { Schemas } from "../../client";
import { type Answer, answered, type Api, apiOf } from "./api";
import { until } from "./events";
import { ownPage, testHost } from "../../packages/offline/test/support/host";
import { eventually } from "../../packages/offline/test/support/poll";

/** A file's text, from its lines below the columns. */
export const csv = (...lines: string[]): string => `${["timestamp,place,value", ...lines].join("\n")}\n`;

/** A day's file with a measurement of each of these values, at midnight. */
export const valuesOf = (date: string, ...values: number[]): string =>
  csv(...values.map((value) => `${date}T00:00:00Z,Rivoli,${value}`));

/** A type of measurements that no other test has. */
export const uniqueType = (): string => `t${randomBytes(6).toString("hex")}`;

/** An emulator's administrator, as an SDK client takes it. */
export const administrator = ({ awsEndpoint = "", region }: Pick<Api, "awsEndpoint" | "region">) => ({
  endpoint: awsEndpoint,
  region,
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
});

/** City analytics as its people see it: files go in, metrics come out. */
export class City {
  readonly storage: S3Client;
  private readonly keys = new Set<string>();

  constructor(readonly api: Api) {
    if (api.dataBucket === "") throw new Error("DATA_BUCKET must name the program's output dataBucket");
    this.storage = new S3Client({ ...administrator(api), forcePathStyle: true });
  }

  /** Drops a file as `measurements/{type}/{date}.csv`; returns its entity tag. */
  drop(type: string, date: string, content: string | Uint8Array): Promise<string> {
    return this.put(`measurements/${type}/${date}.csv`, content);
  }

  async put(Key: string, content: string | Uint8Array, Metadata: Record<string, string> = {}): Promise<string> {
    const Body = Buffer.from(content);
    this.remember(Key);
    const put = new PutObjectCommand({ Bucket: this.api.dataBucket, Key, Body, ContentLength: Body.length, Metadata });
    return String((await this.storage.send(put)).ETag).replaceAll('"', "");
  }

  /** `POST /measurements/{type}/{date}/upload-url`. */
  async address(type: string, date: string, size: number): Promise<Schemas["Upload"]> {
    const request = { params: { path: { type, date } }, body: { size } };
    const { data } = await answered(this.api.client.POST("/measurements/{type}/{date}/upload-url", request));
    return data;
  }

  /** Sends a file as a web page does, to the address that the API gives. */
  async send(type: string, date: string, content: string | Uint8Array): Promise<void> {
    const body = Buffer.from(content);
    const { url, method, headers, key } = await this.address(type, date, body.length);
    this.remember(key);
    const { status } = await fetch(url, { method, headers, body });
    if (status !== 200) throw new Error(`S3 answered ${status}`);
  }

  /** `GET /measurements/{type}/{date}/status`. */
  status(type: string, date: string): Promise<Answer> {
    return answered(this.api.client.GET("/measurements/{type}/{date}/status", { params: { path: { type, date } } }));
  }

  /** Waits for a file's status. */
  untilStatus(type: string, date: string, status: string): Promise<Answer> {
    return until(
      () => this.status(type, date),
      ({ body }) => Object(body).status === status,
    );
  }

  async remove(Key: string): Promise<void> {
    await this.storage.send(new DeleteObjectCommand({ Bucket: this.api.dataBucket, Key }));
  }

  /** An object's text; undefined where there is none. */
  async text(Key: string): Promise<string | undefined> {
    try {
      const { Body } = await this.storage.send(new GetObjectCommand({ Bucket: this.api.dataBucket, Key }));
      return await Body?.transformToString();
    } catch (error) {
      if (error instanceof Error && error.name === "NoSuchKey") return undefined;
      throw error;
    }
  }

  /** Waits until an object's text is this, or until there is none. */
  async untilText(Key: string, text: string | undefined): Promise<void> {
    const isSo = async () => ((await this.text(Key)) === text ? true : undefined);
    await eventually(`${Key} to be ${text}`, isSo);
  }

  metric(type: string, date: string): Promise<Answer> {
    return this.api.call("GET", `/metrics/${type}/${date}`);
  }

  /** Waits for a metric of so many measurements. */
  async untilCount(type: string, date: string, count: number, seconds?: number): Promise<Record<string, unknown>> {
    const { body } = await until(
      () => this.metric(type, date),
      (answer) => Object(answer.body).count === count,
      seconds,
    );
    return Object(body);
  }

  /** `GET /stats`. */
  async stats(): Promise<Record<string, unknown>> {
    return Object((await this.api.call("GET", "/stats")).body);
  }

  private remember(key: string): void {
    this.keys.add(key).add(key.replace(/^measurements/, "rejected"));
  }

  /** Takes away the files. Metrics stay: nobody takes those away. */
  async clean(): Promise<void> {
    for (const key of this.keys) await this.remove(key);
    this.storage.destroy();
  }
}

/** What S3 tells of an object, as far as the program reads it. */
export const uploadEvent = (key: string, eTag: string, sequencer: string) => ({
  Records: [{ s3: { object: { key: encodeURIComponent(key), eTag, sequencer, size: 0 } } }],
});

/** City analytics on a host of its own, with what only its administrator may do. */
export class CityHost extends City {
  private constructor(
    api: Api,
    private readonly host: Host & { logs: string[] },
    private readonly functions: Map<string, string>,
    private readonly documents: DynamoDBDocumentClient,
    private readonly lambda: LambdaClient,
    private readonly end: () => Promise<void>,
  ) {
    super(api);
  }

  /** What is logged, but for the lines that requests leave. */
  get logs(): string[] {
    return this.host.logs.filter((line) => !line.includes('"route":'));
  }

  get graph(): Graph {
    return this.host.graph;
  }

  static async start(hostOptions: Partial<HostOptions> = {}): Promise<CityHost> {
    const host = await testHost({ retryDelays: [0, 0], ...hostOptions });
    const database = new DynamoDBClient(administrator(apiOf(host)));
    const lambda = new LambdaClient(administrator(apiOf(host)));
    const names = new Map(ofType(host.graph, "aws:lambda/function:Function").map(({ name, id }) => [name, id]));
    const end = async () => {
      database.destroy();
      lambda.destroy();
      await host.close();
    };
    return new CityHost(apiOf(host), host, names, DynamoDBDocumentClient.from(database), lambda, end);
  }

  /** Fires a schedule, and waits until its functions have done what they do. */
  async fire(schedule: string): Promise<void> {
    const { status, body } = await ownPage(this.host, `schedules/${schedule}/fire?wait=true`, { method: "POST" });
    if (status !== 200) throw new Error(body);
  }

  /** Invokes a function and waits for it; throws what it throws. */
  async invoke(name: "cityflow-ingest" | "cityflow-report", event: object): Promise<unknown> {
    const input = { FunctionName: this.functions.get(name), Payload: JSON.stringify(event) };
    const { FunctionError, Payload } = await this.lambda.send(new InvokeCommand(input));
    const answer: unknown = JSON.parse(Payload?.transformToString() ?? "null");
    if (FunctionError !== undefined) throw new Error(String(Object(answer).errorMessage));
    return answer;
  }

  /** A metric's item, with what no route answers. */
  async item(type: string, date: string): Promise<Record<string, unknown>> {
    const get = new GetCommand({ TableName: "cityflow-metrics", Key: { date, type }, ConsistentRead: true });
    return (await this.documents.send(get)).Item ?? {};
  }

  async close(): Promise<void> {
    this.storage.destroy();
    await this.end();
  }
}
