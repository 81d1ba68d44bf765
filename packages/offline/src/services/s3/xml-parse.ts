import { XMLParser, XMLValidator } from "fast-xml-parser";
import { malformedXml } from "./errors";

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
  if (XMLValidator.validate(text) !== true) throw malformedXml();
  const parsed: unknown = parser.parse(text);
  const [found] = elementOf(parsed).all(root);
  if (!found) throw malformedXml();
  return found;
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
