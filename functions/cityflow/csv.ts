import { hasCode, hasName } from "../kit/errors";

/** A field up to its comma, the closing quotes of a quoted one included (RFC 4180). */
const field = /(?:"((?:[^"]|"")*)"|([^",]*)),/gy;

/**
 * The fields of one line of CSV; undefined where its quotes make no sense. A field holds no line break, so that a quote
 * that somebody forgot costs a line, not the rest of the file.
 */
export const fieldsOf = (line: string): string[] | undefined => {
  if (!line.includes('"')) return line.split(",");
  const found = [...`${line},`.matchAll(field)];
  const length = found.reduce((sum, [text]) => sum + text.length, 0);
  if (length !== line.length + 1) return undefined;
  return found.map(([, quoted, plain = ""]) => quoted?.replaceAll('""', '"') ?? plain);
};

/** The most characters that a line may have: what is longer is no text. */
const maximumLine = 64 * 1024;

/**
 * A file that cannot be taken at all; thrown by whoever finds out.
 *
 * @param reason in ASCII: it is kept with the file, as metadata
 */
export const unusable = (reason: string): Error => Object.assign(new Error(reason), { name: "UnusableFile" });

/** Whether an error is one of {@link unusable}. */
export const isUnusable = (error: unknown): error is Error => hasName(error, "UnusableFile");

/**
 * Hands on the lines of a UTF-8 file without their ends (LF or CRLF), its byte order mark and empty lines. It holds no
 * more of the file than the piece it reads.
 *
 * @throws an {@link unusable} error for what is not UTF-8, or has a line of more than 64 KB
 */
export const readLines = async (pieces: AsyncIterable<Uint8Array>, onLine: (line: string) => void): Promise<void> => {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const decode = (piece?: Uint8Array): string => {
    try {
      return decoder.decode(piece, { stream: piece !== undefined });
    } catch (error) {
      throw hasCode(error, /^ERR_ENCODING_INVALID_ENCODED_DATA$/) ? unusable("it is not UTF-8") : error;
    }
  };
  let rest = "";
  const bounded = (line: string): string => {
    if (line.length > maximumLine) throw unusable("it has a line of more than 64 KB");
    return line;
  };
  const hand = (line: string): void => {
    const text = bounded(line).endsWith("\r") ? line.slice(0, -1) : line;
    if (text !== "") onLine(text);
  };
  const split = (text: string): void => {
    const lines = `${rest}${text}`.split("\n");
    rest = bounded(lines.pop() ?? "");
    for (const line of lines) hand(line);
  };
  for await (const piece of pieces) split(decode(piece));
  split(decode());
  hand(rest);
};
