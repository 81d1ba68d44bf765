import type { AttributeValue, Item } from "dynalite/db";
import type { Path } from "./ast";
import { ExpressionError, type FaultKind, Faults } from "./errors";
import { childOf } from "./evaluate";
import { addPath, type PathNode, pathTree } from "./path-tree";
import type { Placeholders } from "./placeholders";
import { type Names, Reader } from "./reader";

const faultOrder: readonly FaultKind[] = ["reserved", "attributeName", "overlap", "conflict"];

/** What to keep of an item. */
export type Projection = PathNode<true>;

/** A projection, and what it names. */
export interface ParsedProjection {
  projection: Projection;
  names: Names;
}

/**
 * Parses a projection expression: paths, with commas between them.
 *
 * @throws ExpressionError
 */
export function parseProjection(text: string, placeholders: Placeholders): ParsedProjection {
  const reader = new Reader(text, placeholders);
  const projection: Projection = pathTree();
  do addPath(projection, reader.path(), true, reader.faults);
  while (reader.accept(","));
  reader.expectEnd();
  reader.faults.refuse(faultOrder);
  return { projection, names: reader };
}

/** A projection of paths that are known not to overlap. */
export function projectionOf(paths: readonly Path[]): Projection {
  const faults = new Faults();
  const projection: Projection = pathTree();
  for (const path of paths) addPath(projection, path, true, faults);
  const fault = faults.first(faultOrder);
  if (fault !== undefined) throw new ExpressionError(fault);
  return projection;
}

/** What a projection keeps of an item: parts of lists move together. */
export const project = (projection: Projection, item: Item): Item => kept(projection, { M: item })?.M ?? {};

/** What is kept of a value; undefined if nothing is. */
function kept(node: PathNode<true>, value: AttributeValue): AttributeValue | undefined {
  if (node.leaf) return value;
  if (node.elements.size > 0) {
    const indexes = [...node.elements.keys()].sort((a, b) => a - b);
    const list = indexes.flatMap((index) => keptChild(node.elements.get(index), value, index) ?? []);
    return list.length > 0 ? { L: list } : undefined;
  }
  const entries = [...node.members].flatMap(([name, child]) => {
    const part = keptChild(child, value, name);
    return part ? [[name, part] as const] : [];
  });
  return entries.length > 0 ? { M: Object.fromEntries(entries) } : undefined;
}

function keptChild(
  node: PathNode<true> | undefined,
  value: AttributeValue,
  piece: string | number,
): AttributeValue | undefined {
  const child = childOf(value, piece);
  return node && child && kept(node, child);
}
