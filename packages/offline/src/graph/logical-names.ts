import { type Graph, ofType } from "./graph";

/** The names that a program gave its resources of one type, which AWS knows by physical names. */
export class LogicalNames {
  private readonly byPhysical = new Map<string, string>();

  /** @param type Pulumi's type token, such as `aws:lambda/function:Function`; its resources' ids are their physical names */
  constructor(graph: Graph, type: string) {
    for (const { id, name } of ofType(graph, type)) this.byPhysical.set(id, name);
  }

  /** The name that the program gave a resource; the physical name itself, if the program declares none of that name. */
  of(physicalName: string): string {
    return this.byPhysical.get(physicalName) ?? physicalName;
  }

  /**
   * The physical name of the resource that a person means.
   *
   * @param name a physical name, or the name that the program gave exactly one resource
   * @returns undefined if there is none, or more than one
   */
  find(name: string): string | undefined {
    if (this.byPhysical.has(name)) return name;
    const [found, ...others] = [...this.byPhysical].filter(([, logicalName]) => logicalName === name);
    return others.length === 0 ? found?.[0] : undefined;
  }
}
