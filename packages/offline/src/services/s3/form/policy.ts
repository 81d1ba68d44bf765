import { accessDenied, S3Error } from "../errors";

/** What a policy says, once it has been read. */
export interface Policy {
  expiration: Date;
  conditions: Condition[];
  /** Bytes the file may have. */
  length?: { least: number; most: number };
}

/** A field must equal a value, or begin with it. */
interface Condition {
  operator: "eq" | "starts-with";
  /** Lower-case, without `$`. */
  field: string;
  value: string;
}

/** Fields that need no condition ("POST policy", Amazon S3 API Reference); those with this prefix neither. */
const exempt = ["policy", "x-amz-signature", "file", "bucket"];
const ignoredPrefix = "x-ignore-";

/**
 * Reads a policy document.
 *
 * @throws InvalidPolicyDocument
 */
export function readPolicy(encoded: string): Policy {
  const document = parse(Buffer.from(encoded, "base64").toString("utf8"));
  const entries = typeof document === "object" && document !== null ? new Map(Object.entries(document)) : new Map();
  const expiration = new Date(String(entries.get("expiration")));
  const listed: unknown = entries.get("conditions");
  if (Number.isNaN(expiration.getTime()) || !Array.isArray(listed)) throw invalidPolicy("Invalid JSON.");
  const policy: Policy = { expiration, conditions: [] };
  for (const condition of listed) addCondition(policy, condition);
  return policy;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidPolicy("Invalid JSON.");
  }
}

function addCondition(policy: Policy, condition: unknown): void {
  if (Array.isArray(condition)) return addListed(policy, condition);
  if (typeof condition !== "object" || condition === null) throw invalidPolicy("Invalid condition.");
  for (const [field, value] of Object.entries(condition))
    policy.conditions.push({ operator: "eq", field: field.toLowerCase(), value: String(value) });
}

function addListed(policy: Policy, [operator, first, second]: unknown[]): void {
  const name = String(operator).toLowerCase();
  if (name === "content-length-range") {
    const length = { least: Number(first), most: Number(second) };
    if (!(length.least >= 0 && length.most >= length.least)) throw invalidPolicy("Invalid content-length-range.");
    policy.length = length;
  } else if ((name === "eq" || name === "starts-with") && String(first).startsWith("$")) {
    policy.conditions.push({ operator: name, field: String(first).slice(1).toLowerCase(), value: String(second) });
  } else throw invalidPolicy("Invalid condition.");
}

const invalidPolicy = (reason: string): S3Error =>
  new S3Error("InvalidPolicyDocument", `The content of the form does not meet the conditions specified: ${reason}`);

/**
 * Checks a form's fields against its policy.
 *
 * @throws AccessDenied if the policy has expired, a condition fails, or a field has no condition
 */
export function checkPolicy(policy: Policy, fields: Map<string, string>, now: Date): void {
  if (policy.expiration <= now) throw accessDenied("Invalid according to Policy: Policy expired.");
  for (const condition of policy.conditions)
    if (!holds(condition, fields.get(condition.field) ?? "")) {
      const { operator, field, value } = condition;
      throw accessDenied(
        `Invalid according to Policy: Policy Condition failed: ${JSON.stringify([operator, `$${field}`, value])}`,
      );
    }
  const covered = new Set(policy.conditions.map((condition) => condition.field));
  const extra = [...fields.keys()].filter(
    (name) => !covered.has(name) && !exempt.includes(name) && !name.startsWith(ignoredPrefix),
  );
  if (extra.length > 0) throw accessDenied(`Invalid according to Policy: Extra input fields: ${extra.join(", ")}`);
}

/** A content type may be a list: each must begin so, or `image/png,text/html` would pass for an image. */
function holds({ operator, field, value }: Condition, actual: string): boolean {
  if (operator === "eq") return actual === value;
  const values = field === "content-type" ? actual.split(",") : [actual];
  return values.every((one) => one.trimStart().startsWith(value));
}
