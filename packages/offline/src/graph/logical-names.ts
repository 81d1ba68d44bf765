import type { Graph } from "./graph";

/** The names that a program gave its resources, which AWS knows by physical names and ARNs. */
export class LogicalNames {
  private readonly byPhysical = new Map<string, string>();

  constructor({ resources }: Pick<Graph, "resources">) {
    for (const { custom, id, name, outputs } of resources) {
      if (!custom) continue;
      this.note(id, name);
      if (typeof outputs.arn === "string") this.note(outputs.arn, name);
    }
  }

  /** The name that the program gave a resource; what it is known by itself, if the program declares none such. */
  of(physicalNameOrArn: string): string {
    return this.byPhysical.get(physicalNameOrArn) ?? physicalNameOrArn;
  }

  /** What configures a resource may have its id, and comes after it. */
  private note(physicalName: string, name: string): void {
    if (!this.byPhysical.has(physicalName)) this.byPhysical.set(physicalName, name);
  }
}

/** Something that is known by two names. */
interface Named {
  /** As AWS knows it. */
  name: string;
  /** As the program names it. */
  logicalName: string;
}

/** The one that a person means by a name: by AWS's name, or by the program's, if no other has that. */
export function findNamed<One extends Named>(all: readonly One[], name: string): One | undefined {
  const [logical, ...others] = all.filter(({ logicalName }) => logicalName === name);
  return all.find((one) => one.name === name) ?? (others.length === 0 ? logical : undefined);
}
