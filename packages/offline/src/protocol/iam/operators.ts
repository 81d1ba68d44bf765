import { BlockList, isIP } from "node:net";
import { compileArnPattern, compilePattern, type Matches } from "./pattern";

/** A condition operator. Source: "IAM JSON policy elements: Condition operators" in the IAM user guide. */
export interface Operator {
  /** Compiles one value of a policy; nothing if it is not of the operator's type. */
  compile(value: string, variables: boolean): Matches | undefined;
  /** Whether it holds when no value matches. */
  negated: boolean;
}

type Compile = Operator["compile"];

const text: Compile = (value, variables) => compilePattern(value, { wildcards: false, variables });
const textOfAnyCase: Compile = (value, variables) =>
  compilePattern(value, { wildcards: false, variables, ignoreCase: true });
const like: Compile = (value, variables) => compilePattern(value, { wildcards: true, variables });

type Order = (given: number, stated: number) => boolean;

const orders: Record<string, Order> = {
  Equals: (given, stated) => given === stated,
  LessThan: (given, stated) => given < stated,
  LessThanEquals: (given, stated) => given <= stated,
  GreaterThan: (given, stated) => given > stated,
  GreaterThanEquals: (given, stated) => given >= stated,
};

/** A comparison of what `parse` makes of both sides; NaN, which nothing equals, stands for what it cannot read. */
const ordered =
  (parse: (value: string) => number, order: Order): Compile =>
  (value) => {
    const stated = parse(value);
    return Number.isNaN(stated) ? undefined : (given) => order(parse(given), stated);
  };

const numberOf = (value: string): number => (/^[+-]?(\d+\.?\d*|\.\d+)$/.test(value) ? Number(value) : NaN);

const isoDate = /^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d))?)?)?$/;

/** Milliseconds of an ISO 8601 date, or of seconds since 1970 as `aws:EpochTime` has them. */
const dateOf = (value: string): number => {
  if (/^\d{5,}$/.test(value)) return Number(value) * 1000;
  return isoDate.test(value) ? Date.parse(value) : NaN;
};

const bool: Compile = (value) => {
  const stated = value.toLowerCase();
  return stated === "true" || stated === "false" ? (given) => given.toLowerCase() === stated : undefined;
};

const binary: Compile = (value) => {
  const stated = Buffer.from(value, "base64");
  return (given) => Buffer.from(given, "base64").equals(stated);
};

const familyOf = (address: string): "ipv4" | "ipv6" => (isIP(address) === 6 ? "ipv6" : "ipv4");

/** An address or a range of them, as 203.0.113.0/24 or 2001:db8::/32. */
const address: Compile = (value) => {
  const [start = "", prefix, ...more] = value.split("/");
  const widest = isIP(start) === 6 ? 128 : 32;
  const bits = prefix === undefined ? widest : /^\d{1,3}$/.test(prefix) ? Number(prefix) : NaN;
  if (!isIP(start) || more.length || !(bits <= widest)) return undefined;
  const range = new BlockList();
  range.addSubnet(start, bits, familyOf(start));
  return (given) => isIP(given) !== 0 && range.check(given, familyOf(given));
};

const positive = new Map<string, Compile>(
  Object.entries({
    StringEquals: text,
    StringEqualsIgnoreCase: textOfAnyCase,
    StringLike: like,
    Bool: bool,
    BinaryEquals: binary,
    IpAddress: address,
    // AWS: "ArnEquals and ArnLike behave identically".
    ArnEquals: compileArnPattern,
    ArnLike: compileArnPattern,
    ...Object.fromEntries(
      Object.entries(orders).flatMap(([name, order]) => [
        [`Numeric${name}`, ordered(numberOf, order)],
        [`Date${name}`, ordered(dateOf, order)],
      ]),
    ),
  }),
);

/** Operators that hold when their counterpart does not. */
const negations = new Map(
  Object.entries({
    StringNotEquals: "StringEquals",
    StringNotEqualsIgnoreCase: "StringEqualsIgnoreCase",
    StringNotLike: "StringLike",
    NumericNotEquals: "NumericEquals",
    DateNotEquals: "DateEquals",
    NotIpAddress: "IpAddress",
    ArnNotEquals: "ArnEquals",
    ArnNotLike: "ArnLike",
  }),
);

/** The operator of a name without prefix and suffix; `Null` is none of them, since it looks at no value. */
export function operatorOf(name: string): Operator | undefined {
  const compile = positive.get(negations.get(name) ?? name);
  return compile && { compile, negated: negations.has(name) };
}
