import { type Path, pathText } from "./ast";
import type { Faults } from "./errors";

/** The paths of an expression as a tree, with what belongs to each at its end. */
export interface PathNode<Leaf> {
  /** A path that leads through here or ends here, for messages. */
  path: Path;
  leaf?: Leaf;
  members: Map<string, PathNode<Leaf>>;
  elements: Map<number, PathNode<Leaf>>;
}

const node = <Leaf>(path: Path): PathNode<Leaf> => ({ path, members: new Map(), elements: new Map() });

/**
 * Adds a path to a tree, in time linear in the path. Notes a fault if it lies within another one or leads into another
 * one (overlap), or takes for a list what another one takes for a map (conflict).
 */
export function addPath<Leaf>(root: PathNode<Leaf>, path: Path, leaf: Leaf, faults: Faults): void {
  let current = root;
  for (const piece of path) {
    if (current.leaf !== undefined) return overlap(current.path, path, faults);
    const [other] = typeof piece === "string" ? current.elements.values() : current.members.values();
    if (other)
      return faults.note("conflict", `Two document paths conflict with each other; ${pathPair(other.path, path)}`);
    current = typeof piece === "string" ? step(current.members, piece, path) : step(current.elements, piece, path);
  }
  const [below] = [...current.members.values(), ...current.elements.values()];
  const before = current.leaf !== undefined ? current : below;
  if (before) return overlap(before.path, path, faults);
  current.leaf = leaf;
}

/** The root of a tree without paths. */
export const pathTree = <Leaf>(): PathNode<Leaf> => node([""]);

function step<Piece, Leaf>(children: Map<Piece, PathNode<Leaf>>, piece: Piece, path: Path): PathNode<Leaf> {
  const child = children.get(piece) ?? node<Leaf>(path);
  children.set(piece, child);
  return child;
}

const overlap = (first: Path, second: Path, faults: Faults): void =>
  faults.note("overlap", `Two document paths overlap with each other; ${pathPair(first, second)}`);

const pathPair = (first: Path, second: Path): string =>
  `must remove or rewrite one of these paths; path one: ${pathText(first)}, path two: ${pathText(second)}`;
