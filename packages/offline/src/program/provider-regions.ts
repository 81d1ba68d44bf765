import { optionalText, type Properties } from "../graph/graph";

/** What says where something is. */
interface Placed {
  /** Of a resource; none of a data source. */
  urn?: string;
  type?: string;
  inputs: Properties;
  /** The URN and the id of the provider that it goes by, with `::` between; empty if that is the stack's. */
  by: string | undefined;
}

/** The regions of the providers that a program makes, and so of what goes by them. */
export class ProviderRegions {
  private readonly byUrn = new Map<string, string>();

  /**
   * The region that a resource or a data source says itself, else that of its provider; undefined for the stack's own. A
   * provider is noted when it is asked about: it comes before what goes by it.
   */
  regionOf({ urn, type, inputs, by }: Placed): string | undefined {
    const said = optionalText(inputs, "region");
    if (type === "pulumi:providers:aws") {
      if (urn !== undefined && said !== undefined) this.byUrn.set(urn, said);
      return undefined;
    }
    return said ?? (by ? this.byUrn.get(by.replace(/::[^:]*$/, "")) : undefined);
  }
}
