import { createHash, randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import type { Properties } from "../../graph/graph";
import { isRecord } from "../../is-record";
import { cidrHost, cidrMask, cidrSubnet } from "./cidr";
import { type DataSources, NoAnswer } from "./answer";

/**
 * The functions of `@pulumi/std`, which are Terraform's (https://developer.hashicorp.com/terraform/language/functions): those
 * that programs use to read files, to encode, and to work with texts, lists and maps.
 */
const functions: Record<string, (inputs: Properties) => unknown> = {
  // Files.
  abspath: ({ input }) => resolve(String(input)),
  basename: ({ input }) => basename(String(input)),
  dirname: ({ input }) => dirname(String(input)),
  file: ({ input }) => read(input).toString("utf8"),
  filebase64: ({ input }) => read(input).toString("base64"),
  filebase64sha256: ({ input }) => digest("sha256", read(input), "base64"),
  filebase64sha512: ({ input }) => digest("sha512", read(input), "base64"),
  fileexists: ({ input }) => existsSync(String(input)),
  filemd5: ({ input }) => digest("md5", read(input)),
  filesha1: ({ input }) => digest("sha1", read(input)),
  filesha256: ({ input }) => digest("sha256", read(input)),
  filesha512: ({ input }) => digest("sha512", read(input)),
  // Encodings and digests.
  base64decode: ({ input }) => Buffer.from(String(input), "base64").toString("utf8"),
  base64encode: ({ input }) => Buffer.from(String(input)).toString("base64"),
  base64gzip: ({ input }) => gzipSync(String(input)).toString("base64"),
  base64sha256: ({ input }) => digest("sha256", String(input), "base64"),
  base64sha512: ({ input }) => digest("sha512", String(input), "base64"),
  jsondecode: ({ input }) => JSON.parse(String(input)),
  jsonencode: ({ input }) => JSON.stringify(input),
  md5: ({ input }) => digest("md5", String(input)),
  sha1: ({ input }) => digest("sha1", String(input)),
  sha256: ({ input }) => digest("sha256", String(input)),
  sha512: ({ input }) => digest("sha512", String(input)),
  urlencode: ({ input }) => new URLSearchParams({ "": String(input) }).toString().slice(1),
  // Texts.
  chomp: ({ input }) => String(input).replace(/[\r\n]+$/, ""),
  endswith: ({ input, suffix }) => String(input).endsWith(String(suffix)),
  join: ({ input, separator }) => list(input).map(String).join(String(separator)),
  lower: ({ input }) => String(input).toLowerCase(),
  replace: ({ text, search, replace }) => String(text).replaceAll(String(search), () => String(replace)),
  split: ({ text, separator }) => String(text).split(String(separator)),
  startswith: ({ input, prefix }) => String(input).startsWith(String(prefix)),
  strrev: ({ input }) => [...String(input)].reverse().join(""),
  substr: ({ input, offset, length }) => part(String(input), Number(offset), Number(length)),
  title: ({ input }) =>
    String(input).replace(/(^|\s)(\S)/g, (_, space: string, first: string) => space + first.toUpperCase()),
  tostring: ({ input }) => String(input),
  trimprefix: ({ input, prefix }) => withoutPrefix(String(input), String(prefix)),
  trimspace: ({ input }) => String(input).trim(),
  trimsuffix: ({ input, suffix }) =>
    String(input).endsWith(String(suffix))
      ? String(input).slice(0, String(input).length - String(suffix).length)
      : input,
  upper: ({ input }) => String(input).toUpperCase(),
  uuid: () => randomUUID(),
  // Numbers.
  abs: ({ input }) => Math.abs(Number(input)),
  ceil: ({ input }) => Math.ceil(Number(input)),
  floor: ({ input }) => Math.floor(Number(input)),
  max: ({ input }) => Math.max(...list(input).map(Number)),
  min: ({ input }) => Math.min(...list(input).map(Number)),
  parseint: ({ input, base = 10 }) => parseInt(String(input), Number(base)),
  sum: ({ input }) => list(input).reduce<number>((sum, one) => sum + Number(one), 0),
  tobool: ({ input }) => input === true || input === "true",
  tonumber: ({ input }) => Number(input),
  timestamp: () => new Date().toISOString().replace(/\.\d+Z$/, "Z"),
  // Networks.
  cidrhost: ({ input, host }) => cidrHost(String(input), Number(host)),
  cidrnetmask: ({ input }) => cidrMask(String(input)),
  cidrsubnet: ({ input, newbits, netnum }) => cidrSubnet(String(input), Number(newbits), Number(netnum)),
  // Lists and maps.
  alltrue: ({ input }) => list(input).every((one) => one === true || one === "true"),
  anytrue: ({ input }) => list(input).some((one) => one === true || one === "true"),
  coalesce: ({ input }) => list(input).find((one) => one !== null && one !== undefined && one !== ""),
  compact: ({ input }) => list(input).filter((one) => one !== "" && one !== null),
  concat: ({ input }) => list(input).flatMap(list),
  contains: ({ input, element }) => list(input).includes(element),
  distinct: ({ input }) => [...new Set(list(input))],
  element: ({ input, index }) => list(input)[Number(index) % list(input).length],
  flatten: ({ input }) => list(input).flat(Infinity),
  keys: ({ input }) => Object.keys(map(input)).sort(),
  length: ({ input }) =>
    typeof input === "string" ? [...input].length : Object.keys(isRecord(input) ? input : list(input)).length,
  lookup: ({ map: from, key, default: otherwise }) => map(from)[String(key)] ?? otherwise,
  merge: ({ input }) => Object.assign({}, ...list(input).map(map)),
  range: ({ start = 0, limit, step = 1 }) => numbers(Number(start), Number(limit), Number(step)),
  reverse: ({ input }) => [...list(input)].reverse(),
  slice: ({ list: from, from: start, to }) => list(from).slice(Number(start), Number(to)),
  sort: ({ input }) => list(input).map(String).sort(),
  values: ({ input }) =>
    Object.entries(map(input))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, value]) => value),
  zipmap: ({ keys, values }) => Object.fromEntries(list(keys).map((key, index) => [String(key), list(values)[index]])),
};

/** By Pulumi's token; each answers by its `result`. */
export const stdSources: DataSources = Object.fromEntries(
  Object.entries(functions).map(([name, answer]) => [`std:index:${name}`, (inputs) => ({ result: answer(inputs) })]),
);

function read(path: unknown): Buffer {
  if (existsSync(String(path))) return readFileSync(String(path));
  throw new NoAnswer(`the file ${resolve(String(path))} does not exist`);
}

const digest = (algorithm: string, content: string | Buffer, encoding: "hex" | "base64" = "hex"): string =>
  createHash(algorithm).update(content).digest(encoding);

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const map = (value: unknown): Properties => (isRecord(value) ? value : {});

/** A negative length means to the end. */
function part(text: string, offset: number, length: number): string {
  const characters = [...text];
  const start = offset < 0 ? characters.length + offset : offset;
  return characters.slice(start, length < 0 ? undefined : start + length).join("");
}

const withoutPrefix = (text: string, prefix: string): string =>
  text.startsWith(prefix) ? text.slice(prefix.length) : text;

function numbers(start: number, limit: number, step: number): number[] {
  if (step === 0) throw new NoAnswer("std.range needs a step other than 0");
  const count = Math.max(0, Math.ceil((limit - start) / step));
  return Array.from({ length: count }, (_, index) => start + index * step);
}
