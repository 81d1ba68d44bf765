/** Inside a function's environment: what it logs and prints, in pieces that the host can take. */
import { StringDecoder } from "node:string_decoder";

/** CloudWatch Logs takes no larger event (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html). */
const lineCharacters = 262_144;
/** What is printed goes to the host by so many characters at a time. */
const pieceCharacters = 16_384;

/** A line that is not too long for a log; what is left out of it is said. */
export const lineOf = (text: string): string =>
  text.length <= lineCharacters
    ? text
    : `${text.slice(0, lineCharacters)}… (${text.length - lineCharacters} characters are left out)\n`;

/**
 * Has what a function prints go the way of what it logs, in order with it, and as far as the host can follow: the streams
 * of a thread know no such limit.
 */
export function takeOutput(say: (stream: "stdout" | "stderr", text: string) => void): void {
  for (const stream of ["stdout", "stderr"] as const) {
    const decoder = new StringDecoder("utf8");
    const take = (text: string): void => {
      for (const piece of piecesOf(text)) say(stream, piece);
    };
    const output = process[stream];
    const write = output.write.bind(output);
    Object.assign(output, {
      _write(chunk: Uint8Array | string, encoding: BufferEncoding, done: () => void): void {
        const bytes = typeof chunk === "string" ? Buffer.from(chunk, encoding) : Buffer.from(chunk);
        take(decoder.write(bytes));
        done();
      },
      _writev: null,
      /**
       * A text and nothing else, as most write, needs no stream, which takes ten times as long. A stream that is corked or
       * has ended does otherwise with it.
       */
      write(chunk: Uint8Array | string, ...more: never[]): boolean {
        const isPlain = typeof chunk === "string" && more.length === 0;
        if (!isPlain || output.writableCorked > 0 || output.writableEnded) return write(chunk, ...more);
        take(chunk);
        return true;
      },
    });
  }
}

/** Pieces that end with a line, where one ends at all. */
function* piecesOf(text: string): Generator<string> {
  for (let at = 0; at < text.length;) {
    const most = at + pieceCharacters;
    const line = most < text.length ? text.lastIndexOf("\n", most - 1) + 1 : text.length;
    const end = line > at ? line : most;
    yield text.slice(at, end);
    at = end;
  }
}
