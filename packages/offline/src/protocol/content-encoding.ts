import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { hasCode } from "../errors";
import { AwsError, type AwsRequest, readBody } from "./service";

const unpack = promisify(gunzip);

/**
 * A request with its body as it was before the client compressed it, as SDKs do with larger ones
 * (https://smithy.io/2.0/spec/behavior-traits.html#requestcompression-trait).
 *
 * @param limit bytes that it has at most when it is unpacked
 * @throws AwsError for one that is larger, no gzip, or compressed in another way
 */
export async function unpacked(request: AwsRequest, limit: number): Promise<AwsRequest> {
  const encoding = request.headers["content-encoding"];
  if (encoding === undefined || encoding === "identity") return request;
  if (encoding !== "gzip")
    throw new AwsError("SerializationException", `Content-Encoding ${encoding} is not supported.`);
  const body = await readBody(request);
  try {
    return { ...request, body: [await unpack(body, { maxOutputLength: limit })] };
  } catch (error) {
    if (hasCode(error, "ERR_BUFFER_TOO_LARGE"))
      throw new AwsError("RequestEntityTooLarge", `The request's body is larger than ${limit} bytes.`, 413);
    throw new AwsError("SerializationException", "The request's body is not gzip.");
  }
}
