import type { Properties, Resource } from "../../graph/graph";

/** A component whose children a provider's plug-in would make, in a process of its own. */
export interface Declared {
  /** The name that the program gave it. */
  name: string;
  inputs: Properties;
  /** Where its children are. */
  region: string;
}

/** What a component makes its children with. */
export interface Maker {
  /**
   * Declares a child.
   *
   * @param file the path of a file that it ships as its `source`
   */
  make(type: string, name: string, inputs: Properties, file?: string): Resource;
  /** A resource of the program that an input refers to, by its id or its ARN. */
  find(type: string, reference: unknown): Resource | undefined;
  /** Notes a file or a folder that the children follow from: its change makes another recording. */
  note(path: string): void;
}

/** What a component gives back: texts and such, and resources. */
export interface Made {
  values: Properties;
  resources: Record<string, Resource>;
}

/**
 * Makes the children that the plug-in of a component would make.
 *
 * @throws Error for what the plug-in would refuse
 */
export type Component = (declared: Declared, maker: Maker) => Made;
