/** A path found in a tree of routes. */
export interface Match<Target> {
  target: Target;
  /** Path variables as they came: API Gateway hands them on percent-encoded. */
  variables: Record<string, string>;
}

interface Node<Target> {
  target?: Target;
  fixed: Map<string, Node<Target>>;
  variable?: { name: string; node: Node<Target> };
  /** `{name+}`: the rest of the path, at least one segment. */
  greedy?: { name: string; target: Target };
}

const emptyNode = <Target>(): Node<Target> => ({ fixed: new Map() });

/** A tree of paths with API Gateway's precedence: a fixed segment before a variable, a variable before a greedy one. */
export class Router<Target> {
  private readonly root = emptyNode<Target>();

  /** Adds a path such as `/events/{id}` or `/files/{path+}`. */
  add(path: string, target: Target): void {
    let node = this.root;
    for (const segment of segmentsOf(path)) {
      const [, name, plus] = /^\{([^}+]+)(\+?)\}$/.exec(segment) ?? [];
      if (name !== undefined && plus) {
        node.greedy = { name, target };
        return;
      }
      node = name === undefined ? fixed(node, segment) : variable(node, name);
    }
    node.target = target;
  }

  /**
   * Finds the target of a raw path.
   *
   * @returns undefined where no path matches, or a segment is not valid percent-encoding
   */
  find(path: string): Match<Target> | undefined {
    return walk(this.root, segmentsOf(path), 0);
  }
}

/** One slash at the end makes no difference to API Gateway. */
function segmentsOf(path: string): string[] {
  const inner = path.slice(path.startsWith("/") ? 1 : 0, path.length > 1 && path.endsWith("/") ? -1 : undefined);
  return inner === "" ? [] : inner.split("/");
}

function fixed<Target>(node: Node<Target>, segment: string): Node<Target> {
  const next = node.fixed.get(segment) ?? emptyNode<Target>();
  node.fixed.set(segment, next);
  return next;
}

function variable<Target>(node: Node<Target>, name: string): Node<Target> {
  node.variable ??= { name, node: emptyNode() };
  return node.variable.node;
}

function walk<Target>(node: Node<Target>, segments: string[], at: number): Match<Target> | undefined {
  const segment = segments[at];
  if (segment === undefined) return node.target === undefined ? undefined : { target: node.target, variables: {} };
  const next = node.fixed.get(segment);
  const found = next && walk(next, segments, at + 1);
  if (found) return found;
  if (!isEncoded(segment)) return undefined;
  if (node.variable && segment !== "") {
    const below = walk(node.variable.node, segments, at + 1);
    if (below) return { target: below.target, variables: { [node.variable.name]: segment, ...below.variables } };
  }
  if (!node.greedy) return undefined;
  const rest = segments.slice(at).join("/");
  return isEncoded(rest) ? { target: node.greedy.target, variables: { [node.greedy.name]: rest } } : undefined;
}

/** Whether a text is valid percent-encoding. */
function isEncoded(text: string): boolean {
  if (!text.includes("%")) return true;
  try {
    decodeURIComponent(text);
    return true;
  } catch (error) {
    if (error instanceof URIError) return false;
    throw error;
  }
}
