import { UserError } from "../../packages/offline/src/errors";
import type { Graph } from "../../packages/offline/src/graph/graph";
import { allowances } from "./allowances";
import { freeTypes } from "./free";
import { type Price, prices, units } from "./prices";
import { services } from "./services";
import { trafficOf } from "./traffic";
import type { Usage } from "./usage";
import type { Volumes } from "./volumes";

/** One line of an estimate; money is in US dollars a month. */
export interface Line {
  service: string;
  what: string;
  units: number;
  unit: string;
  /** The price of `per` units. */
  price: number;
  per: number;
  /** What the units cost by that price. */
  cost: number;
  /** What of it is always free. */
  alwaysFree: number;
  /** What is left to pay. */
  toPay: number;
  /** What of that is free in the first twelve months of an account made before 15 July 2025. */
  firstYear: number;
  /** The region that the price is of, where there is none for the one that was asked for. */
  standIn?: string;
  source: { url: string; date: string };
}

/** What a stack costs in a month. */
export interface Estimate {
  stack: string;
  region: string;
  volumes: Volumes;
  lines: Line[];
  total: { cost: number; alwaysFree: number; toPay: number; firstYear: number };
  /** What may cost and has no price here: types of resources, and units of known services. */
  unpriced: string[];
}

/** What is left of the free tiers while lines are priced, by pool. */
class Remaining {
  private readonly left = new Map<string, number>();

  /** Takes as much of an allowance as there is. */
  take(pool: string, allowance: number, wanted: number): number {
    const left = this.left.get(pool) ?? allowance;
    const taken = Math.min(left, wanted);
    this.left.set(pool, left - taken);
    return taken;
  }
}

function priced(service: string, usage: Usage, price: Price, remaining: Remaining): Line {
  const { unit, per } = units[usage.price] ?? { unit: "", per: 1 };
  const { pool, always = 0, firstYear = 0 } = allowances[usage.price] ?? { pool: usage.price };
  const free = remaining.take(`${pool} always`, always, usage.units);
  const freeAtFirst = remaining.take(`${pool} first year`, firstYear, usage.units - free);
  const money = (amount: number): number => (amount / per) * price.usd;
  return {
    ...{ service, what: usage.what, units: usage.units, unit, price: price.usd, per },
    ...{ cost: money(usage.units), alwaysFree: money(free), toPay: money(usage.units - free) },
    firstYear: money(freeAtFirst),
    ...(price.standIn === undefined ? {} : { standIn: price.standIn }),
    source: { url: price.source.url, date: price.source.date },
  };
}

/** Types of resources that neither a service knows nor the list of what is free, with how many there are. */
function unknownTypes(graph: Graph): string[] {
  const known = new Set(services.flatMap(({ types }) => types));
  const counts = new Map<string, number>();
  for (const { type, custom } of graph.resources)
    if (custom && !known.has(type) && !freeTypes.has(type)) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts].map(([type, count]) => `${type} (${count})`);
}

/** The regions that there are prices of. */
export const pricedRegions = (): string[] => Object.keys(prices).sort();

/**
 * The prices of a region.
 *
 * @throws UserError if there are none
 */
export function pricesOf(region: string): Record<string, Price> {
  const known = prices[region];
  if (known) return known;
  throw new UserError(`no prices of region ${region}: choose with --region from ${pricedRegions().join(", ")}`);
}

/**
 * What a program costs in a month.
 *
 * @param region whose prices count; undefined takes the stack's own
 * @throws UserError if there are no prices of the region
 */
export function estimate(graph: Graph, volumes: Volumes, region = graph.region): Estimate {
  const known = pricesOf(region);
  const month = { graph, volumes, traffic: trafficOf(graph, volumes) };
  const remaining = new Remaining();
  const lines: Line[] = [];
  const unpriced = unknownTypes(graph);
  for (const { name, usage } of services)
    for (const one of usage(month).filter((each) => each.units > 0)) {
      const price = known[one.price];
      if (price) lines.push(priced(name, one, price, remaining));
      else unpriced.push(`${name}: ${one.what}`);
    }
  const sum = (key: "cost" | "alwaysFree" | "toPay" | "firstYear"): number =>
    lines.reduce((total, line) => total + line[key], 0);
  const total = { cost: sum("cost"), alwaysFree: sum("alwaysFree"), toPay: sum("toPay"), firstYear: sum("firstYear") };
  return { stack: graph.stack, region, volumes, lines, total, unpriced };
}
