import { readFileSync } from "node:fs";
import { hasCode, UserError } from "../errors";
import { parseJson } from "../parse-json";
import { type Lasting, replaceFile, setAside } from "./disk";
import { type Opening, remedy } from "./opening";
import { checksum } from "./records";

/** A document's file: one line of JSON that holds the document and the checksum of its JSON. */
const pattern = /^\{"format":1,"crc32":"([0-9a-f]{8})","document":(.*)\}\n$/s;

/**
 * Stores a document; when this returns it survives a crash, and no reader ever sees half of it.
 *
 * @throws UserError if the disk refuses; the document is then what it was
 */
export function saveDocument(path: string, document: unknown, lasting?: Lasting): void {
  const json = JSON.stringify(document);
  replaceFile(path, `{"format":1,"crc32":"${checksum(json)}","document":${json}}\n`, lasting);
}

/**
 * A stored document; undefined if there is none. Versions before stored the document alone.
 *
 * @param isDocument whether it has the shape that it was stored with
 * @param opening with `repair` set, a damaged document is set aside, and there is none
 * @throws UserError if it is damaged or has another shape
 */
export function loadDocument<Document>(
  path: string,
  isDocument: (value: unknown) => value is Document,
  opening: Opening,
): Document | undefined {
  const text = readIfThere(path);
  if (text === undefined) return undefined;
  const document = parse(text);
  if (isDocument(document)) return document;
  refuseDamage(path, opening);
  return undefined;
}

/** @throws UserError unless the opening repairs: then the file is set aside */
export function refuseDamage(path: string, { repair, report }: Opening): void {
  const problem = `${path} is damaged`;
  if (!repair) throw new UserError(`${problem}; ${remedy}, which sets it aside and starts without it`);
  report(`repaired: ${problem}; it is ${setAside(path)} now, and the host starts without it`);
}

/** The text of a file, if there is one. */
export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

function parse(text: string): unknown {
  const [, sum, json] = pattern.exec(text) ?? [];
  if (json !== undefined && sum !== checksum(json)) return undefined;
  return parseJson(json ?? text);
}
