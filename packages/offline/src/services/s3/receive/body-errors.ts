import { S3Error } from "../errors";

export const incompleteBody = (): S3Error =>
  new S3Error(
    "IncompleteBody",
    "You did not provide the number of bytes specified by the Content-Length HTTP header or by the body's framing",
  );

export const badDigest = (name: string): S3Error =>
  new S3Error("BadDigest", `The ${name} you specified did not match the calculated checksum.`);

export const missingContentLength = (): S3Error =>
  new S3Error("MissingContentLength", "You must provide the Content-Length HTTP header.", 411);
