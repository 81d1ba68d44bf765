import { chunksOf } from "../../../protocol/body";
import type { AwsRequest } from "../../../protocol/service";
import { incompleteBody } from "./body-errors";

/** Reads lines and counted or delimited runs of bytes from a body, however it was cut into chunks. */
export class ByteReader {
  readonly #chunks: AsyncGenerator<Uint8Array, void, undefined>;
  #buffer: Buffer = Buffer.alloc(0);

  constructor(body: AwsRequest["body"]) {
    this.#chunks = chunksOf(body);
  }

  /**
   * Text up to the next CR LF, which is consumed.
   *
   * @throws IncompleteBody if the body ends before, or the line is longer than `limit` bytes
   */
  async line(limit: number): Promise<string> {
    for (;;) {
      const end = this.#buffer.indexOf("\r\n");
      if (end > limit || (end < 0 && this.#buffer.length > limit + 1)) throw incompleteBody();
      if (end >= 0) {
        const line = this.#buffer.toString("utf8", 0, end);
        this.#buffer = this.#buffer.subarray(end + 2);
        return line;
      }
      await this.#more();
    }
  }

  /**
   * Exactly `count` bytes.
   *
   * @throws IncompleteBody if the body ends before
   */
  async *take(count: number): AsyncGenerator<Uint8Array, void, undefined> {
    for (let left = count; left > 0;) {
      if (this.#buffer.length === 0) await this.#more();
      const bytes = this.#buffer.subarray(0, left);
      this.#buffer = this.#buffer.subarray(bytes.length);
      left -= bytes.length;
      yield bytes;
    }
  }

  /**
   * Bytes up to a delimiter, which is consumed.
   *
   * @throws IncompleteBody if the body ends before
   */
  async *until(delimiter: Buffer): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      const end = this.#buffer.indexOf(delimiter);
      // Without the delimiter in sight, its first bytes may still be the last ones here.
      const bytes = this.#buffer.subarray(0, end >= 0 ? end : Math.max(0, this.#buffer.length - delimiter.length + 1));
      this.#buffer = this.#buffer.subarray(end >= 0 ? end + delimiter.length : bytes.length);
      if (bytes.length > 0) yield bytes;
      if (end >= 0) return;
      await this.#more();
    }
  }

  async #more(): Promise<void> {
    const next = await this.#chunks.next();
    if (next.done) throw incompleteBody();
    const { buffer, byteOffset, length } = next.value;
    const bytes = Buffer.from(buffer, byteOffset, length);
    this.#buffer = this.#buffer.length === 0 ? bytes : Buffer.concat([this.#buffer, bytes]);
  }
}
