import { createHash, createHmac } from "node:crypto";

/** What the signatures of a body's chunks are made of. */
export interface ChunkSigner {
  secret: string;
  region: string;
  /** As YYYYMMDDTHHMMSSZ. */
  timestamp: string;
  /** The signature of the request itself. */
  seed: string;
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();

/** A body's chunks as they go out, the empty one last, each signed; with a trailer as two parts more. */
export function signedChunks(signer: ChunkSigner, chunks: string[], trailer?: [name: string, value: string]): string[] {
  const day = signer.timestamp.slice(0, 8);
  const key = [day, signer.region, "s3", "aws4_request"].reduce<string | Buffer>(hmac, `AWS4${signer.secret}`);
  let previous = signer.seed;
  const next = (algorithm: string, content: string): string => {
    const scope = `${day}/${signer.region}/s3/aws4_request`;
    const text = `AWS4-HMAC-SHA256-${algorithm}\n${signer.timestamp}\n${scope}\n${previous}\n${content}`;
    return (previous = hmac(key, text).toString("hex"));
  };
  const parts = [...chunks, ""].map((chunk) => {
    const signature = next("PAYLOAD", `${sha256("")}\n${sha256(chunk)}`);
    const size = Buffer.byteLength(chunk).toString(16);
    return `${size};chunk-signature=${signature}\r\n${chunk}${chunk === "" ? "" : "\r\n"}`;
  });
  if (!trailer) return [...parts, "\r\n"];
  const line = trailer.join(":");
  return [...parts, `${line}\r\n`, `x-amz-trailer-signature:${next("TRAILER", sha256(`${line}\n`))}\r\n\r\n`];
}
