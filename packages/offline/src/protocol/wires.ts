import { isRecord } from "../is-record";
import type { Wire } from "./shapes";

/** Numbers that JSON has no literals for are texts there. */
const special: Record<string, number> = { NaN, Infinity, "-Infinity": -Infinity };

/** The JSON protocols: times are seconds since the epoch. */
export const jsonWire: Wire = {
  number: (value) => (typeof value === "string" ? special[value] : typeof value === "number" ? value : undefined),
  flag: (value) => (typeof value === "boolean" ? value : undefined),
  time: (value) => (typeof value === "number" ? Math.round(value * 1000) : undefined),
  list: (value) => (Array.isArray(value) ? value : undefined),
};

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const iso8601 = /^(\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?)(Z|[+-]\d\d:?\d\d)?$/;

/** Forms: everything is a text, and lists are members with numbers. An empty list is an empty text. */
export const queryWire: Wire = {
  number: (value) => (typeof value !== "string" ? undefined : decimal.test(value) ? Number(value) : special[value]),
  flag: (value) => (value === "true" ? true : value === "false" ? false : undefined),
  time: (value) => (typeof value === "string" ? parseTime(value) : undefined),
  list: (value) => (value === "" ? [] : isRecord(value) ? numbered(value.member) : undefined),
};

/** What has numbers for names, in their order. */
function numbered(value: unknown): unknown[] | undefined {
  if (!isRecord(value)) return undefined;
  const entries = Object.entries(value).sort(([a], [b]) => Number(a) - Number(b));
  return entries.every(([name]) => /^\d+$/.test(name)) ? entries.map(([, member]) => member) : undefined;
}

/** A time without a zone is in UTC. */
function parseTime(value: string): number | undefined {
  const [, time, zone = "Z"] = iso8601.exec(value) ?? [];
  if (time === undefined) return decimal.test(value) ? Math.round(Number(value) * 1000) : undefined;
  const parsed = Date.parse(time.includes("T") ? time + zone : `${time}T00:00:00${zone}`);
  return Number.isNaN(parsed) ? undefined : parsed;
}
