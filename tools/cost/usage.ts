import type { Graph } from "../../packages/offline/src/graph/graph";
import type { Traffic } from "./traffic";
import type { Volumes } from "./volumes";

/** Something that AWS counts in a month. */
export interface Usage {
  /** What it is, for people. The same words name the same line of another commit. */
  what: string;
  /** Name of its price, of `units` in `prices.ts` where there is a price for it. */
  price: string;
  /** How many units of that price. */
  units: number;
}

/** What a month's usage follows from. */
export interface Month {
  graph: Graph;
  volumes: Volumes;
  traffic: Traffic;
}

/** A service of AWS, and what it bills. */
export interface Service {
  /** As AWS's bill names it. */
  name: string;
  /** Types of resources whose costs its usage holds; for some they are nothing. */
  types: readonly string[];
  /** What is used of it in a month; lines with no units are left out. */
  usage(month: Month): Usage[];
}
