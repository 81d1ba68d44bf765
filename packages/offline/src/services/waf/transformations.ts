import { createHash } from "node:crypto";
import { posix } from "node:path";
import { objects, type Properties } from "../../graph/graph";
import { Unserved } from "./unserved";

/** Changes a text of bytes, each of which is a character (Latin-1). */
type Transformation = (text: string) => string;

const urlDecoded: Transformation = (text) =>
  text.replace(/\+/g, " ").replace(/%([0-9a-f]{2})/gi, (_, hex: string) => byte(hex));

const byte = (hexadecimal: string): string => String.fromCharCode(parseInt(hexadecimal, 16) & 0xff);

const entities: Record<string, string> = { quot: '"', amp: "&", lt: "<", gt: ">", nbsp: "\xa0" };

const entityDecoded: Transformation = (text) =>
  text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(quot|amp|lt|gt|nbsp));/gi,
    (_, hex?: string, decimal?: string, name?: string) =>
      name === undefined
        ? String.fromCharCode((hex === undefined ? Number(decimal) : parseInt(hex, 16)) & 0xff)
        : (entities[name.toLowerCase()] ?? ""),
  );

const base64Decoded: Transformation = (text) => Buffer.from(text, "base64").toString("latin1");

/** A path without `.`, `..` and doubled slashes; it does not lead above its beginning. */
const normalized: Transformation = (text) => (text === "" ? "" : posix.normalize(text));

/** https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-transformation.html */
const transformations: Record<string, Transformation> = {
  NONE: (text) => text,
  LOWERCASE: (text) => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()),
  COMPRESS_WHITE_SPACE: (text) => text.replace(/[\t\n\v\f\r \xa0]+/g, " "),
  HTML_ENTITY_DECODE: entityDecoded,
  URL_DECODE: urlDecoded,
  URL_DECODE_UNI: (text) => urlDecoded(text.replace(/%u[0-9a-f]{2}([0-9a-f]{2})/gi, (_, hex: string) => byte(hex))),
  CMD_LINE: (text) =>
    text
      .replace(/[\\"'^]/g, "")
      .replace(/[,;\s]+/g, " ")
      .replace(/ +([/(])/g, "$1")
      .toLowerCase(),
  BASE64_DECODE: base64Decoded,
  BASE64_DECODE_EXT: (text) => base64Decoded(text.replace(/[^\w+/=-]/g, "")),
  HEX_DECODE: (text) => Buffer.from(text, "hex").toString("latin1"),
  MD5: (text) => createHash("md5").update(text, "latin1").digest().toString("latin1"),
  REPLACE_COMMENTS: (text) => text.replace(/\/\*[\s\S]*?(?:\*\/|$)/g, " "),
  REMOVE_NULLS: (text) => text.replaceAll("\0", ""),
  REPLACE_NULLS: (text) => text.replaceAll("\0", " "),
  NORMALIZE_PATH: normalized,
  NORMALIZE_PATH_WIN: (text) => normalized(text.replaceAll("\\", "/")),
};

/**
 * What a statement does to a field before it looks at it, in order of the priorities.
 *
 * @throws Unserved
 */
export function transformationOf(statement: Properties): Transformation {
  const steps = objects(statement, "textTransformations")
    .sort((a, b) => Number(a.priority) - Number(b.priority))
    .map(({ type }) => {
      const step = transformations[String(type)];
      if (!step) throw new Unserved(`the text transformation ${String(type)}`);
      return step;
    })
    .filter((step) => step !== transformations.NONE);
  return (text) => steps.reduce((changed, step) => step(changed), text);
}
