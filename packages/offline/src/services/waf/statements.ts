import { isIP } from "node:net";
import { UserError } from "../../errors";
import { object, objects, optionalNumber, optionalText, type Properties, text } from "../../graph/graph";
import { isRecord } from "../../is-record";
import type { InspectedRequest } from "../../protocol/firewall";
import { forwardedAddress } from "./addresses";
import { bytesOf, type Field, fieldOf } from "./fields";
import { RateCounter } from "./rate";
import { expression, type References } from "./references";
import { transformationOf } from "./transformations";
import { Unserved } from "./unserved";

/** A request while it is judged. */
export interface Judged {
  request: InspectedRequest;
  /** Those that rules before have given it, in full. */
  labels: Set<string>;
  /** Milliseconds since the epoch. */
  now: number;
}

/** Whether a statement is true of a request. */
export type Matches = (judged: Judged) => boolean;

/** What statements are compiled in. */
export interface Surroundings {
  references: References;
  /** The rule, for messages. */
  rule: string;
  /** What the labels of these rules begin with, such as `awswaf:000000000000:webacl:site:`. */
  labelPrefix: string;
  /** Told what of a statement is never true here, in words for the person at the console. */
  note: (text: string) => void;
  /** Told that bodies are looked at. */
  onBody: () => void;
}

type Compile = (statement: Properties, within: Surroundings, isNegated: boolean) => Matches;

const byKind: Record<string, Compile> = {
  andStatement: (statement, within, isNegated) => {
    const all = objects(statement, "statements").map((one) => statementOf(one, within, isNegated));
    return (judged) => all.every((matches) => matches(judged));
  },
  orStatement: (statement, within, isNegated) => {
    const all = objects(statement, "statements").map((one) => statementOf(one, within, isNegated));
    return (judged) => all.some((matches) => matches(judged));
  },
  notStatement: (statement, within, isNegated) => {
    const matches = statementOf(objects(statement, "statements")[0] ?? {}, within, !isNegated);
    return (judged) => !matches(judged);
  },
  byteMatchStatement: (statement, within) => {
    const search = bytesOf(text(statement, "searchString"));
    const finds = finder(optionalText(statement, "positionalConstraint") ?? "CONTAINS", search);
    return fieldMatches(statement, within, finds);
  },
  regexMatchStatement: (statement, within) => {
    const pattern = expression(text(statement, "regexString"), `the rule ${within.rule}`);
    return fieldMatches(statement, within, (content) => pattern.test(content));
  },
  regexPatternSetReferenceStatement: (statement, within) => {
    const patterns = within.references.expressions(text(statement, "arn"));
    return fieldMatches(statement, within, (content) => patterns.some((pattern) => pattern.test(content)));
  },
  sizeConstraintStatement: (statement, within) => {
    const compare = comparison(text(statement, "comparisonOperator"));
    const size = optionalNumber(statement, "size") ?? 0;
    return fieldMatches(statement, within, (content) => compare(content.length, size));
  },
  ipSetReferenceStatement: (statement, { references }) => {
    const addresses = references.addresses(text(statement, "arn"));
    const config = statement.ipSetForwardedIpConfig;
    if (!isRecord(config)) return ({ request }) => addresses.has(request.ip);
    const forwarded = forwardedAddress(config);
    const position = optionalText(config, "position") ?? "FIRST";
    return ({ request }) => {
      const given = forwarded.of(request);
      if (given === undefined) return false;
      const seen = position === "ANY" ? given : [(position === "LAST" ? given.at(-1) : given[0]) ?? ""];
      return seen.some((address) => addresses.has(address) || (forwarded.matchesInvalid && !isAddress(address)));
    };
  },
  labelMatchStatement: (statement, { labelPrefix }) => {
    const key = text(statement, "key");
    const full = labelPrefix + key;
    if (statement.scope === "NAMESPACE")
      return ({ labels }) => [...labels].some((label) => label.startsWith(key) || label.startsWith(full));
    return ({ labels }) => labels.has(key) || labels.has(full);
  },
  geoMatchStatement: (_, { note }, isNegated) => {
    if (isNegated) throw new Unserved("countries");
    note("its countries match nobody, as addresses here are in none");
    return () => false;
  },
  rateBasedStatement: rateOf,
};

/** The names of statements that are not served, in words for the person at the console. */
const unserved: Record<string, string> = {
  sqliMatchStatement: "signs of SQL injection",
  xssMatchStatement: "signs of cross-site scripting",
  asnMatchStatement: "networks (ASN)",
};

/**
 * Compiles a statement of a rule
 * (https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statements-list.html).
 *
 * @param isNegated whether what it says is turned round by those around it
 * @throws Unserved
 * @throws UserError for what AWS would refuse
 */
export function statementOf(statement: Properties, within: Surroundings, isNegated = false): Matches {
  const kind = Object.keys(statement).find((name) => isRecord(statement[name])) ?? "";
  const compile = byKind[kind];
  if (!compile) throw new Unserved(unserved[kind] ?? (kind === "" ? "a statement without a kind" : kind));
  return compile(object(statement, kind), within, isNegated);
}

/** @param test judges one text of a field, after the statement's transformations */
function fieldMatches(statement: Properties, { onBody }: Surroundings, test: (content: string) => boolean): Matches {
  const field: Field = fieldOf(statement);
  const transform = transformationOf(statement);
  if (field.isBody) onBody();
  return ({ request }) => {
    const content = field.of(request);
    return typeof content === "boolean" ? content : content.some((one) => test(transform(one)));
  };
}

/** @throws Unserved */
function finder(constraint: string, search: string): (content: string) => boolean {
  switch (constraint) {
    case "EXACTLY":
      return (content) => content === search;
    case "STARTS_WITH":
      return (content) => content.startsWith(search);
    case "ENDS_WITH":
      return (content) => content.endsWith(search);
    case "CONTAINS":
      return (content) => content.includes(search);
    case "CONTAINS_WORD": {
      const escaped = search.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
      const word = new RegExp(`(?<!\\w)${escaped}(?!\\w)`);
      return (content) => word.test(content);
    }
    default:
      throw new Unserved(`the position ${constraint}`);
  }
}

/** @throws Unserved */
function comparison(operator: string): (a: number, b: number) => boolean {
  switch (operator) {
    case "EQ":
      return (a, b) => a === b;
    case "NE":
      return (a, b) => a !== b;
    case "LE":
      return (a, b) => a <= b;
    case "LT":
      return (a, b) => a < b;
    case "GE":
      return (a, b) => a >= b;
    case "GT":
      return (a, b) => a > b;
    default:
      throw new Unserved(`the comparison ${operator}`);
  }
}

/** https://docs.aws.amazon.com/waf/latest/APIReference/API_RateBasedStatement.html */
const rateLimits = { least: 10, windows: [60, 120, 300, 600], usualWindow: 300 } as const;

function rateOf(statement: Properties, within: Surroundings): Matches {
  const limit = optionalNumber(statement, "limit") ?? 0;
  const window = optionalNumber(statement, "evaluationWindowSec") ?? rateLimits.usualWindow;
  const refuse = (why: string) => new UserError(`AWS would refuse the rate of the rule ${within.rule}: ${why}`);
  if (limit < rateLimits.least) throw refuse(`its limit is at least ${rateLimits.least}, and not ${limit}`);
  if (!rateLimits.windows.some((one) => one === window))
    throw refuse(`its window is one of ${rateLimits.windows.join(", ")} seconds, and not ${window}`);
  const down = statement.scopeDownStatement;
  const concerns = isRecord(down) ? statementOf(down, within) : () => true;
  const callersOf = aggregation(statement);
  const counter = new RateCounter(window, limit);
  return (judged) => {
    if (!concerns(judged)) return false;
    const caller = callersOf(judged.request);
    return typeof caller === "boolean" ? caller : counter.exceeds(caller, judged.now);
  };
}

const isAddress = (text: string): boolean => isIP(text) > 0;

/** Whose requests are counted together, or whether a request matches that names nobody. */
function aggregation(statement: Properties): (request: InspectedRequest) => string | boolean {
  const kind = optionalText(statement, "aggregateKeyType") ?? "IP";
  const forwarded = forwardedAddress(object(statement, "forwardedIpConfig"));
  switch (kind) {
    case "IP":
      return ({ ip }) => ip;
    case "FORWARDED_IP":
      return (request) => {
        const address = forwarded.of(request)?.[0];
        if (address === undefined) return false;
        return isAddress(address) ? address : forwarded.matchesInvalid;
      };
    case "CONSTANT":
      return () => "";
    default:
      throw new Unserved(`rates by ${kind === "CUSTOM_KEYS" ? "keys of one's own" : kind}`);
  }
}
