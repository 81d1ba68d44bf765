import type { Graph, Properties, Resource } from "./graph";
import { type Computed, type Naming } from "./naming";

/** What the host knows of a type of resources. */
export type ResourceType = Known & (Whole | InPart);

interface Known {
  /** What the provider would compute; an id, a name and a plausible ARN if left out. */
  computed?: (naming: Naming) => Computed;
  /**
   * The outputs that follow from the id of a resource that exists already, of a type that programs may read by `get`. The
   * rest is what the program says of its state. Undefined for one that does not exist.
   */
  existing?: (id: string, place: Pick<Naming, "region" | "account">) => Properties | undefined;
}

interface Whole {
  /** Whether the host brings its resources to life, rather than recording them only. Default false. */
  serves?: boolean;
}

interface InPart {
  /** Whether the host brings this resource to life. */
  serves: (resource: Resource, graph: Graph) => boolean;
  /** Which are those, in a few words for the documentation, such as "standard topics". */
  only: string;
}

/** Types by Pulumi's type token, such as `aws:sqs/queue:Queue`. */
export type ResourceTypes = Record<string, ResourceType>;

/** Whether the host brings a resource to life. */
export function isServed(types: ResourceTypes, resource: Resource, graph: Graph): boolean {
  const serves = Object.hasOwn(types, resource.type) ? types[resource.type]?.serves : undefined;
  return typeof serves === "function" ? serves(resource, graph) : serves === true;
}
