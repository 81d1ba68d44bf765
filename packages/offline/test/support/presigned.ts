import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import type { Host } from "../../src/host/host";
import { output } from "./host";

/** A signed request for an object of the program's output `bucket`: its target, and the host it is signed for. */
export async function signed(
  host: Host,
  Key: string,
  method: "GET" | "PUT",
): Promise<{ target: string; Host: string }> {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const s3 = new S3Client({
    endpoint: host.url,
    region: host.graph.region,
    credentials,
    forcePathStyle: true,
    requestChecksumCalculation: "WHEN_REQUIRED",
  });
  const object = { Bucket: output(host, "bucket"), Key };
  const command = method === "GET" ? new GetObjectCommand(object) : new PutObjectCommand(object);
  const url = new URL(await getSignedUrl(s3, command));
  s3.destroy();
  return { target: url.pathname + url.search, Host: url.host };
}
