import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { sign } from "aws4";
import type { HostOptions } from "../../src/host/host";
import { output, type TestHost, testHost } from "./host";
import { eventually } from "./poll";
import { programFolder } from "./programs";

const credentials = { accessKeyId: "test", secretAccessKey: "test" };
const region = "eu-west-1";

/** The administrator's clients of a host. */
export interface Clients {
  documents: DynamoDBDocumentClient;
  s3: S3Client;
  destroy(): void;
}

/** @param inRegion by default that of the program in `programs/data` */
export function clientsOf(endpoint: string, inRegion = region): Clients {
  const options = { endpoint, region: inRegion, credentials, maxAttempts: 1 };
  const database = new DynamoDBClient(options);
  const s3 = new S3Client({ ...options, forcePathStyle: true, requestChecksumCalculation: "WHEN_REQUIRED" });
  const destroy = () => {
    database.destroy();
    s3.destroy();
  };
  return { documents: DynamoDBDocumentClient.from(database), s3, destroy };
}

/** The program in `programs/data` on a host, and its resources' names. */
export interface DataHost extends Clients {
  host: TestHost;
  table: string;
  bucket: string;
  /** The item that the function made of an object. */
  recorded(key: string): Promise<Record<string, unknown>>;
  /** Gives the function an order; see `worker.js`. */
  order(order: string, more?: object): Promise<Record<string, unknown>>;
  /** Invokes the function without waiting for it. */
  invokeLater(event: object): Promise<void>;
  close(): Promise<void>;
}

export async function startData(options: Partial<HostOptions> = {}): Promise<DataHost> {
  const host = await testHost({ program: programFolder("data"), stack: "dev", ...options });
  const [table, bucket] = [output(host, "tableName"), output(host, "bucketName")];
  const clients = clientsOf(host.url);
  const invoke = (event: object, type: string) => post(host.url, output(host, "functionName"), event, type);
  return {
    ...clients,
    host,
    table,
    bucket,
    recorded: (id) => recorded(clients, table, id),
    order: async (order, more) => Object(await (await invoke({ order, ...more }, "RequestResponse")).json()),
    invokeLater: async (event) => void (await invoke(event, "Event")),
    close: async () => {
      clients.destroy();
      await host.close();
    },
  };
}

/** Waits for an item. */
export const recorded = ({ documents }: Clients, TableName: string, id: string): Promise<Record<string, unknown>> =>
  eventually(`item ${id}`, async () => (await documents.send(new GetCommand({ TableName, Key: { id } }))).Item);

async function post(url: string, name: string, event: object, type: string): Promise<Response> {
  const path = `/2015-03-31/functions/${name}/invocations`;
  const body = JSON.stringify(event);
  const { host } = new URL(url);
  const invocationType = { "x-amz-invocation-type": type };
  const request = { service: "lambda", region, host, path, method: "POST", body, headers: invocationType };
  const signed = sign(request, credentials);
  const headers = Object.entries(signed.headers ?? {}).map(([key, value]): [string, string] => [key, String(value)]);
  return fetch(url + path, { method: "POST", headers, body });
}
