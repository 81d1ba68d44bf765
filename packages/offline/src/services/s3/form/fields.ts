import { S3Error } from "../errors";
import { limits } from "../limits";
import { ByteReader } from "../receive/byte-reader";
import type { AwsRequest } from "../../../protocol/service";

/** A form as far as its file, whose bytes are still to be read. */
export interface Form {
  /** By lower-case name, without the file. */
  fields: Map<string, string>;
  filename: string;
  file: AsyncIterable<Uint8Array>;
}

/**
 * Reads a `multipart/form-data` body (RFC 7578) up to its file: S3 ignores what follows it.
 *
 * @throws PreconditionFailed for another content type, MaxPostPreDataLengthExceeded, IncompleteBody, InvalidArgument
 *   without a file
 */
export async function readForm({ headers, body }: AwsRequest): Promise<Form> {
  const boundary = readBoundary(headers["content-type"] ?? "");
  const reader = new ByteReader(body);
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  const fields = new Map<string, string>();
  let size = 0;
  let ending = await reader.line(limits.formFieldBytes);
  for (; ending !== "--"; ending = await reader.line(limits.formFieldBytes)) {
    const { name, filename, bytes } = await readPartHeaders(reader, limits.formFieldBytes - size);
    size += bytes;
    const content = reader.until(delimiter);
    if (name === "file") return { fields, filename, file: content };
    const value = await readText(content, limits.formFieldBytes - size);
    size += Buffer.byteLength(value);
    fields.set(name, value);
  }
  throw new S3Error("InvalidArgument", "POST requires exactly one file upload per request.");
}

function readBoundary(contentType: string): string {
  const [, quoted, plain] =
    /^multipart\/form-data;.*?boundary=(?:"([^"]{1,70})"|([^\s;]{1,70}))/i.exec(contentType) ?? [];
  const boundary = quoted ?? plain;
  if (boundary !== undefined) return boundary;
  throw new S3Error("PreconditionFailed", "Bucket POST must be of the enclosure-type multipart/form-data", 412);
}

interface PartHeaders {
  name: string;
  filename: string;
  /** Of all of them. */
  bytes: number;
}

async function readPartHeaders(reader: ByteReader, limit: number): Promise<PartHeaders> {
  let bytes = 0;
  let disposition = "";
  for (
    let line = await reader.line(limits.formFieldBytes);
    line !== "";
    line = await reader.line(limits.formFieldBytes)
  ) {
    bytes += Buffer.byteLength(line);
    if (bytes > limit) throw tooMuch();
    if (/^content-disposition:/i.test(line)) disposition = line;
  }
  const name = parameter(disposition, "name").toLowerCase();
  return { name, filename: parameter(disposition, "filename"), bytes };
}

/** Browsers write a quote inside a name as `%22`. */
const parameter = (disposition: string, name: string): string =>
  (new RegExp(`[;\\s]${name}="([^"]*)"`, "i").exec(disposition)?.[1] ?? "").replaceAll("%22", '"');

async function readText(content: AsyncIterable<Uint8Array>, limit: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const bytes of content) {
    size += bytes.length;
    if (size > limit) throw tooMuch();
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}

const tooMuch = (): S3Error =>
  new S3Error("MaxPostPreDataLengthExceeded", "Your POST request fields preceding the upload file were too large.");
