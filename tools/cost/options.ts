import { UserError } from "../../packages/offline/src/errors";
import { readOptions } from "../home";
import { pricesOf, pricedRegions } from "./estimate";
import { defaultVolumes, idle, volumeOptions, type Volumes } from "./volumes";

/** What the command line asks for. */
export interface CostOptions {
  stack: string;
  region?: string;
  volumes: Volumes;
  /** A commit to compare with. */
  against?: string;
  config: Record<string, string>;
  json: boolean;
  help: boolean;
}

/** What `--help` says. */
export const usage = `npm run cost -- [options]

Says what a month of this program costs on AWS, from what it declares and from these volumes:

${volumeOptions
  .map(
    ({ name, option, meaning }) =>
      `  --${`${option} N`.padEnd(20)} ${meaning}; ${defaultVolumes[name].toLocaleString("en-US")} by default`,
  )
  .join("\n")}
  --idle                 all of them 0, but for those that are given

  --stack NAME           prod by default
  --region NAME          whose prices count: ${pricedRegions().join(", ")}. The stack's by default
  --config KEY=VALUE     overrides the stack's configuration; may be repeated
  --against COMMIT       compares with the program of that commit, such as main
  --json                 for programs
  --help

Sizes are in megabytes, but for answers in kilobytes and stores in gigabytes. docs/cost.md says how volumes become units.`;

const volumeFlags = Object.fromEntries(volumeOptions.map(({ option }) => [option, { type: "string" } as const]));

function numberOf(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value >= 0) return value;
  throw new UserError(`--${option} takes a number from 0, not "${text}"`);
}

function keyAndValue(text: string): [string, string] {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (key === undefined || value === undefined) throw new UserError(`--config takes key=value, not "${text}"`);
  return [key, value];
}

/**
 * Reads the command line.
 *
 * @throws UserError for what it does not know, regions without prices among it, and for volumes that are no numbers
 */
export function readCostOptions(): CostOptions {
  const values = readOptions({
    ...volumeFlags,
    idle: { type: "boolean" },
    stack: { type: "string" },
    region: { type: "string" },
    config: { type: "string", multiple: true },
    against: { type: "string" },
    json: { type: "boolean" },
    help: { type: "boolean" },
  });
  const texts: Record<string, unknown> = values;
  const volumes = volumeOptions.reduce<Volumes>(
    (all, { name, option }) => {
      const text = texts[option];
      return typeof text === "string" ? { ...all, [name]: numberOf(option, text) } : all;
    },
    values.idle ? idle : defaultVolumes,
  );
  const { stack = "prod", region, against, config = [], json = false, help = false } = values;
  if (region !== undefined) pricesOf(region);
  return { stack, region, against, volumes, json, help, config: Object.fromEntries(config.map(keyAndValue)) };
}
