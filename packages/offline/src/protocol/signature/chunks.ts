import { createHmac, hash, type KeyObject } from "node:crypto";
import { isSame } from "./is-same";
import { refusal } from "./refusals";

/** What the signatures within a body are made of: the same as the request's own. */
export interface ChunkSigning {
  key: KeyObject;
  timestamp: string;
  /** Such as `20261121/eu-west-3/s3/aws4_request`. */
  scope: string;
  /** The request's signature, which the first chunk's follows. */
  seed: string;
  /** Whether the headers that follow the last chunk are signed as well. */
  signsTrailers: boolean;
}

const nothing = hash("sha256", "");

/**
 * Verifies a body that is signed chunk by chunk as it arrives. Each signature is made of the one before, so that no chunk
 * can be changed, left out, repeated or put elsewhere.
 *
 * Source: "Signature calculations for the Authorization header: Transferring payload in multiple chunks" and "… including
 * trailing headers" in the Amazon S3 API reference.
 */
export class ChunkSignatures {
  private previous: string;

  constructor(private readonly signing: ChunkSigning) {
    this.previous = signing.seed;
  }

  get signsTrailers(): boolean {
    return this.signing.signsTrailers;
  }

  /**
   * @param sha256 of the chunk's bytes, hexadecimal
   * @throws AwsError SignatureDoesNotMatch
   */
  checkChunk(sha256: string, signature: string | undefined): void {
    this.check("AWS4-HMAC-SHA256-PAYLOAD", `${nothing}\n${sha256}`, signature);
  }

  /**
   * @param trailers names in lower case and values, as they came, without the signature
   * @throws AwsError SignatureDoesNotMatch
   */
  checkTrailers(trailers: Iterable<readonly [name: string, value: string]>, signature: string | undefined): void {
    const text = [...trailers].map(([name, value]) => `${name}:${value}\n`).join("");
    this.check("AWS4-HMAC-SHA256-TRAILER", hash("sha256", text), signature);
  }

  private check(algorithm: string, content: string, signature = ""): void {
    const { key, timestamp, scope } = this.signing;
    const text = `${algorithm}\n${timestamp}\n${scope}\n${this.previous}\n${content}`;
    this.previous = createHmac("sha256", key).update(text).digest("hex");
    if (!isSame(this.previous, signature)) throw refusal("s3", "mismatch");
  }
}
