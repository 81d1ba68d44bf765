import { XMLParser, XMLValidator } from "fast-xml-parser";
import { malformedXml } from "./errors";
import { limits } from "./limits";

const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: false,
  // Every element becomes a list, so that one and many read the same.
  isArray: () => true,
  processEntities: true,
  htmlEntities: true,
});

/** A parsed element: its text, or its children by name. */
export interface Element {
  /** The text of the first child of that name. */
  text(name: string): string | undefined;
  all(name: string): Element[];
}

/**
 * The root element of a document.
 *
 * @param root the name it must have
 * @throws MalformedXML if it is not well-formed, or another document
 */
export function parseXml(text: string, root: string): Element {
  // S3's documents have no document type, and entities of a client's own making are none of our business.
  if (/<!DOCTYPE/i.test(text)) throw malformedXml();
  checkElements(text);
  if (XMLValidator.validate(text) !== true) throw malformedXml();
  const parsed: unknown = parser.parse(text);
  const [found] = elementOf(parsed).all(root);
  if (!found) throw malformedXml();
  return found;
}

/**
 * Counts elements and their levels in one walk, before anything is made of them: the parser takes more time and stack for
 * each level than it would for S3's documents, which have few.
 *
 * @throws MalformedXML where there are more than any of S3's documents has
 */
function checkElements(text: string): void {
  let [level, elements] = [0, 0];
  for (let at = text.indexOf("<"); at >= 0; at = text.indexOf("<", at)) {
    const end = text.indexOf(">", at);
    if (end < 0) throw malformedXml();
    if (text[at + 1] === "/") level--;
    else if (!/[!?]/.test(text[at + 1] ?? "")) {
      elements++;
      if (text[end - 1] !== "/") level++;
    }
    if (level > limits.xmlLevels || elements > limits.xmlElements) throw malformedXml();
    at = end;
  }
}

const elementOf = (node: unknown): Element => ({
  text: (name) => childrenOf(node, name).map(String)[0],
  all: (name) => childrenOf(node, name).map(elementOf),
});

function childrenOf(node: unknown, name: string): unknown[] {
  if (typeof node !== "object" || node === null) return [];
  const children: unknown = Object.entries(node).find(([key]) => key === name)?.[1];
  return Array.isArray(children) ? children : [];
}
