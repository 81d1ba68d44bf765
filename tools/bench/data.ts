import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { textOf } from "../json";
import { warmLoad } from "./load";
import type { RunningHost } from "./process";
import type { Row } from "./table";

const seconds = 5;

/** One item of DynamoDB through the whole path: gateway, function, signature, IAM, service. */
export async function eventRows(host: RunningHost): Promise<Row[]> {
  const headers = { "x-api-key": host.apiKey, "content-type": "application/json" };
  const body = JSON.stringify({ title: "Bench", date: "2026-03-15T09:00:00Z" });
  const url = `${host.apiUrl}/events`;
  const id = textOf(await (await fetch(url, { method: "POST", headers, body })).json(), "id");
  const reads = await warmLoad({ url: `${url}/${id}`, seconds, headers });
  const writes = await warmLoad({ url, seconds, method: "POST", headers, body });
  return [
    { what: "GET /events/{id}", value: reads.rate, unit: "reads/s", goal: { atLeast: 2000 } },
    { what: "GET /events/{id}, p99", value: reads.p99, unit: "ms", goal: { atMost: 10 } },
    { what: "POST /events", value: writes.rate, unit: "writes/s", goal: { atLeast: 1500 } },
    { what: "POST /events, p99", value: writes.p99, unit: "ms", goal: { atMost: 10 } },
  ];
}

/** Addresses to write an object of the program's bucket, and to read it. */
export async function presignedUrls(host: RunningHost): Promise<{ put: string; get: string }> {
  const object = { Bucket: await host.named("aws:s3/bucket:Bucket", "events-images"), Key: "bench/object" };
  const s3 = new S3Client({
    endpoint: host.url,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    forcePathStyle: true,
    requestChecksumCalculation: "WHEN_REQUIRED",
  });
  const put = await getSignedUrl(s3, new PutObjectCommand(object));
  const get = await getSignedUrl(s3, new GetObjectCommand(object));
  s3.destroy();
  return { put, get };
}

/** Objects of 10 KB at the AWS endpoint, by presigned URLs. */
export async function objectRows(host: RunningHost): Promise<Row[]> {
  const { put, get } = await presignedUrls(host);
  const puts = await warmLoad({ url: put, seconds, method: "PUT", body: "x".repeat(10 * 1024) });
  const gets = await warmLoad({ url: get, seconds });
  return [
    { what: "S3 PUT, 10 KB", value: puts.rate, unit: "requests/s", goal: { atLeast: 800 } },
    { what: "S3 GET, 10 KB", value: gets.rate, unit: "requests/s", goal: { atLeast: 1300 } },
  ];
}

/** Memory when every function has worked: each is invoked often enough to have environments of its own. */
export async function everyRoute(host: RunningHost): Promise<Row> {
  const headers = { "x-api-key": host.apiKey };
  const paths = [
    "/health",
    "/infra?action=status",
    "/events",
    "/events/none",
    "/events/none/image",
    "/events/none/upload-url",
    "/stats",
    "/metrics/2025-11-03",
    "/metrics/bikes/2025-11-03",
    "/report/2025-11-03",
    "/measurements/bikes/2025-11-03/status",
  ];
  const bodies = [
    "/manage",
    "/events",
    "/commentaires",
    "/events/none/upload-url",
    "/measurements/bikes/2025-11-03/upload-url",
  ];
  const ask = async (): Promise<void> => {
    const gets = [...paths, "/commentaires?sectionId=x"].map((path) =>
      fetch(host.apiUrl + path, { headers, redirect: "manual" }),
    );
    const posts = bodies.map((path) => fetch(host.apiUrl + path, { method: "POST", headers, body: "{}" }));
    const others = ["PUT", "DELETE"].map((method) =>
      fetch(`${host.apiUrl}/events/none`, { method, headers, body: "{}" }),
    );
    await Promise.all([...gets, ...posts, ...others].map(async (answer) => (await answer).text()));
  };
  for (let round = 0; round < 50; round++) await Promise.all([ask(), ask()]);
  return { what: "memory, every route busy", value: host.residentMegabytes(), unit: "MB", goal: { atMost: 600 } };
}
