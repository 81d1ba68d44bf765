/** A policy document that AWS would refuse; its message names the statement and says what is wrong with it. */
export class MalformedPolicy extends Error {
  override readonly name = "MalformedPolicy";
}

export type Effect = "Allow" | "Deny";

/** Principals by type, such as `AWS` or `Service`; `*` alone is everyone. */
export type Principals = "*" | Record<string, string[]>;

/** A statement whose form has been checked: lists are lists, and of two opposites there is one. */
export interface Statement {
  /** What error messages call it. */
  label: string;
  effect: Effect;
  actions: string[];
  /** Whether `actions` are the ones it is not about. */
  notActions: boolean;
  /** Nothing in a resource policy that speaks of the one resource that it hangs on. */
  resources: string[] | undefined;
  notResources: boolean;
  /** Nothing in an identity policy. */
  principals: Principals | undefined;
  notPrincipals: boolean;
  /** Values by operator and condition key. */
  conditions: [operator: string, key: string, values: string[]][];
  /** Whether `${…}` is a variable: only in documents of version 2012-10-17. */
  variables: boolean;
}

/** Where a policy is attached: to a role, to a resource such as a bucket, or to a role to say who may be it. */
export type Kind = "identity" | "resource" | "trust";

type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const elements = new Set([
  ...["Sid", "Effect", "Condition"],
  ...["Action", "NotAction", "Resource", "NotResource", "Principal", "NotPrincipal"],
]);

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

function strings(label: string, name: string, value: unknown): string[] {
  const list = listOf(value);
  const texts = list.filter((item) => typeof item === "string");
  if (!list.length || texts.length < list.length) {
    throw new MalformedPolicy(`${label}: ${name} must be a string or a list of strings.`);
  }
  return texts;
}

/** The values of one condition: numbers and booleans are written as such at times, and mean their text. */
function conditionValues(label: string, key: string, value: unknown): string[] {
  return listOf(value).map((item) => {
    if (typeof item === "string" || typeof item === "number" || typeof item === "boolean") return String(item);
    throw new MalformedPolicy(`${label}: the values of condition key ${key} must be strings.`);
  });
}

function conditionsOf(label: string, block: unknown): Statement["conditions"] {
  if (block === undefined) return [];
  if (!isFields(block)) throw new MalformedPolicy(`${label}: Condition must be an object of operators.`);
  return Object.entries(block).flatMap(([operator, keys]) => {
    if (!isFields(keys)) throw new MalformedPolicy(`${label}: ${operator} must be an object of condition keys.`);
    return Object.entries(keys).map(([key, value]): [string, string, string[]] => [
      operator,
      key,
      conditionValues(label, key, value),
    ]);
  });
}

function principalsOf(label: string, value: unknown): Principals {
  if (value === "*") return "*";
  if (!isFields(value)) throw new MalformedPolicy(`${label}: Principal must be "*" or an object such as { "AWS": … }.`);
  return Object.fromEntries(Object.entries(value).map(([type, names]) => [type, strings(label, type, names)]));
}

/** Which of an element and its opposite a statement has: never both. */
function oneOf(label: string, statement: Fields, name: string): { value: unknown; not: boolean } {
  const not = statement[`Not${name}`] !== undefined;
  if (not && statement[name] !== undefined) {
    throw new MalformedPolicy(`${label}: only one of ${name} or Not${name} can be given.`);
  }
  return { value: statement[not ? `Not${name}` : name], not };
}

function checkAttachment(label: string, kind: Kind, given: { principal: boolean; resource: boolean }): void {
  if (kind !== "identity" && !given.principal)
    throw new MalformedPolicy(`${label}: a ${kind} policy needs a Principal.`);
  if (kind === "trust" && given.resource) throw new MalformedPolicy(`${label}: a trust policy has no Resource.`);
  if (kind === "identity" && given.principal) {
    throw new MalformedPolicy(`${label}: Principal belongs in resource policies only.`);
  }
  if (kind === "identity" && !given.resource)
    throw new MalformedPolicy(`${label}: Resource or NotResource is missing.`);
}

/** Names of statements are texts, and each is there once. Those of identity policies are letters and digits. */
function checkSids(statements: unknown[], kind: Kind): void {
  const known = new Set<string>();
  for (const [index, statement] of statements.entries()) {
    const sid = isFields(statement) ? (statement.Sid ?? "") : "";
    const label = `Statement ${index + 1}`;
    if (typeof sid !== "string") throw new MalformedPolicy(`${label}: Sid must be a string.`);
    if (kind === "identity" && !/^[0-9A-Za-z]*$/.test(sid))
      throw new MalformedPolicy(`${label}: Sid ${JSON.stringify(sid)} must be letters and digits.`);
    if (known.has(sid))
      throw new MalformedPolicy(`${label}: another statement has the Sid ${JSON.stringify(sid)} too.`);
    if (sid !== "") known.add(sid);
  }
}

/**
 * The version that a document says it is of. Identity policies must say that they are of the newest; the others are of
 * the oldest if they say nothing.
 */
function versionOf({ Version: version = "2008-10-17" }: Fields, kind: Kind): string {
  const known = kind === "identity" ? ["2012-10-17"] : ["2012-10-17", "2008-10-17"];
  const found = known.find((one) => one === version);
  if (found !== undefined) return found;
  throw new MalformedPolicy(`A policy document's Version must be 2012-10-17, not ${JSON.stringify(version)}.`);
}

function statementOf(statement: unknown, label: string, kind: Kind, variables: boolean): Statement {
  if (!isFields(statement)) throw new MalformedPolicy(`${label}: must be an object.`);
  const unknown = Object.keys(statement).find((name) => !elements.has(name));
  if (unknown) throw new MalformedPolicy(`${label}: unknown element ${unknown}.`);
  const effect = statement.Effect;
  if (effect !== "Allow" && effect !== "Deny") throw new MalformedPolicy(`${label}: Effect must be Allow or Deny.`);
  const action = oneOf(label, statement, "Action");
  const resource = oneOf(label, statement, "Resource");
  const principal = oneOf(label, statement, "Principal");
  if (action.value === undefined) throw new MalformedPolicy(`${label}: Action or NotAction is missing.`);
  checkAttachment(label, kind, {
    principal: principal.value !== undefined,
    resource: resource.value !== undefined,
  });
  return {
    label,
    effect,
    actions: strings(label, "Action", action.value),
    notActions: action.not,
    resources: resource.value === undefined ? undefined : strings(label, "Resource", resource.value),
    notResources: resource.not,
    principals: principal.value === undefined ? undefined : principalsOf(label, principal.value),
    notPrincipals: principal.not,
    conditions: conditionsOf(label, statement.Condition),
    variables,
  };
}

/**
 * The statements of a parsed policy document.
 *
 * @param document a JSON value such as `{ "Version": "2012-10-17", "Statement": [ … ] }`
 * @throws MalformedPolicy when AWS would refuse the document
 */
export function statementsOf(document: unknown, kind: Kind): Statement[] {
  if (!isFields(document)) throw new MalformedPolicy("A policy document must be an object.");
  const unknown = Object.keys(document).find((name) => !["Version", "Id", "Statement"].includes(name));
  if (unknown !== undefined) throw new MalformedPolicy(`A policy document has no element ${unknown}.`);
  const version = versionOf(document, kind);
  if (document.Statement === undefined) throw new MalformedPolicy("A policy document needs a Statement.");
  const statements = listOf(document.Statement);
  checkSids(statements, kind);
  return statements.map((statement, index) => {
    const sid = isFields(statement) && typeof statement.Sid === "string" ? ` (${statement.Sid})` : "";
    return statementOf(statement, `Statement ${index + 1}${sid}`, kind, version === "2012-10-17");
  });
}
