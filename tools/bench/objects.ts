import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { type BareServer, besideBareServer } from "./bare";
import { onProgram, type RunningHost } from "./host";
import { load, type LoadOptions, warmUp } from "./load";
import type { Pace } from "./options";
import { compared, type Row } from "./table";

const body = "x".repeat(10 * 1024);

/** Objects of 10 KB at the AWS endpoint, by presigned URLs; in turn with a bare server that takes and gives as much. */
export const objectRows = (pace: Pace): Promise<Row[]> =>
  onProgram((host) => besideBareServer((bare) => rowsOf(host, bare, pace)));

async function rowsOf(host: RunningHost, bare: BareServer, { rounds, seconds }: Pace): Promise<Row[]> {
  const { put, get } = await presignedUrls(host);
  const object = `${bare.url}/object`;
  const loads: Record<"puts" | "gets" | "barePuts" | "bareGets", LoadOptions> = {
    puts: { url: put, seconds, method: "PUT", body },
    barePuts: { url: object, seconds, method: "PUT", body },
    gets: { url: get, seconds },
    bareGets: { url: object, seconds },
  };
  const rates: Record<keyof typeof loads, number[]> = { puts: [], gets: [], barePuts: [], bareGets: [] };
  for (const options of Object.values(loads)) await warmUp(options);
  const measure = async (one: keyof typeof loads): Promise<void> => void rates[one].push((await load(loads[one])).rate);
  for (let round = 0; round < rounds; round++) {
    await measure("barePuts");
    await measure("puts");
    await measure("bareGets");
    await measure("gets");
  }
  const unit = "requests/s";
  const what = "bare node:http";
  return [
    compared({ what: "S3 PUT, 10 KB", unit, values: rates.puts, reference: { what, values: rates.barePuts } }),
    compared({ what: "S3 GET, 10 KB", unit, values: rates.gets, reference: { what, values: rates.bareGets } }),
  ];
}

/** Addresses to write an object of the program's bucket, and to read it. */
async function presignedUrls(host: RunningHost): Promise<{ put: string; get: string }> {
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
