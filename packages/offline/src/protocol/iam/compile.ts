import type { Access } from "../service";
import { compileConditions } from "./conditions";
import { MalformedPolicy, statementsOf, type Effect, type Kind, type Statement } from "./document";
import { Facts } from "./facts";
import { compilePattern } from "./pattern";
import { compilePrincipals, type Principal } from "./principals";
import { variablesOf } from "./tokens";

/** What policies say of a request: an explicit denial beats everything, and what nobody allows is denied too. */
export type Decision = "allow" | "explicitDeny" | "implicitDeny";

/** What a caller wants to do; who that is matters to resource policies, which take nobody for anonymous. */
export interface Question extends Access {
  principal?: Principal;
}

/** Policies that have been compiled. */
export type Policy = (question: Question) => Decision;

/** Whether a statement is about a request; `action` is in lower case. */
type Applies = (question: Question, action: string, facts: Facts) => boolean;

const anonymous: Principal = { arns: [] };

/** Actions do not know case. */
function compileActions({ label, actions, notActions }: Statement): (action: string) => boolean {
  const invalid = actions.find((action) => !/^(\*|(\*|[A-Za-z0-9.-]+):[\w*?]+)$/.test(action));
  if (invalid !== undefined) {
    throw new MalformedPolicy(
      `${label}: ${JSON.stringify(invalid)} is no action: it takes service:Operation, with wildcards in the operation only.`,
    );
  }
  const patterns = actions.map((action) => compilePattern(action.toLowerCase(), { wildcards: true, variables: false }));
  const none = new Facts(undefined);
  return (action) => patterns.some((matches) => matches(action, none)) !== notActions;
}

/** Any partition may be meant, but one service: IAM asks for it to be fully qualified. */
const isQualified = (resource: string): boolean => {
  const [, partition = "", service = ""] = resource.split(":");
  return resource === "*" || (/^(\*|aws(-[a-z]+)*)$/.test(partition) && !/[*?]/.test(service));
};

/** A variable without a value makes its resource match nothing, and a `NotResource` apply to nothing. */
function compileResources(statement: Statement): (resource: string, facts: Facts) => boolean {
  const { label, resources, notResources, variables } = statement;
  if (resources === undefined) return () => true;
  const invalid = resources.find((resource) => resource !== "*" && !resource.startsWith("arn:"));
  if (invalid !== undefined) {
    throw new MalformedPolicy(`${label}: resource ${JSON.stringify(invalid)} must be an ARN or "*".`);
  }
  const unqualified = resources.find((resource) => !isQualified(resource));
  if (unqualified !== undefined) {
    const name = JSON.stringify(unqualified);
    throw new MalformedPolicy(`${label}: resource ${name} must name a partition and a service, without wildcards.`);
  }
  const patterns = resources.map((resource) => compilePattern(resource, { wildcards: true, variables }));
  if (!notResources) return (resource, facts) => patterns.some((matches) => matches(resource, facts));
  const needed = variables ? resources.flatMap(variablesOf) : [];
  return (resource, facts) =>
    needed.every((key) => facts.single(key) !== undefined) && !patterns.some((matches) => matches(resource, facts));
}

function compileStatement(statement: Statement): Applies {
  const isAction = compileActions(statement);
  const isResource = compileResources(statement);
  const concerns = compilePrincipals(statement);
  const conditions = compileConditions(statement);
  return ({ resource, principal = anonymous }, action, facts) =>
    isAction(action) &&
    isResource(resource, facts) &&
    concerns(principal) &&
    conditions.every((condition) => condition(facts));
}

/**
 * Compiles policy documents: all those of one role, or those of one resource.
 *
 * @param documents parsed JSON
 * @param kind whether they are attached to who asks or to what is asked for; only the latter name principals
 * @throws MalformedPolicy when AWS would refuse one of the documents
 */
export function compile(documents: readonly unknown[], kind: Kind = "identity"): Policy {
  const statements = documents.flatMap((document) => statementsOf(document, kind));
  const compiled = (effect: Effect): Applies[] =>
    statements.filter((statement) => statement.effect === effect).map(compileStatement);
  const denials = compiled("Deny");
  const permissions = compiled("Allow");
  return (question) => {
    const action = question.action.toLowerCase();
    const facts = new Facts(question.context);
    const applies = (statement: Applies): boolean => statement(question, action, facts);
    if (denials.some(applies)) return "explicitDeny";
    return permissions.some(applies) ? "allow" : "implicitDeny";
  };
}

/** The policies that have a say in one request, all within one account. */
export interface Policies {
  /** The caller's own. */
  identity: Policy;
  /** The resource's, such as a bucket's policy. */
  resource?: Policy;
  /** The caller's permissions boundary: what its own policies can allow at most. */
  boundary?: Policy;
}

/**
 * Decides by all policies: an explicit denial in any wins; otherwise the caller's own policies, within the boundary, or
 * the resource's must allow.
 *
 * A boundary limits what a resource's policy allows a role as well; only what that policy allows to a role's session by
 * name is beyond it in AWS, which we don't tell apart.
 * Source: "Policy evaluation logic" in the IAM user guide.
 */
export function decide({ identity, resource, boundary }: Policies, question: Question): Decision {
  const own = identity(question);
  const limit = boundary ? boundary(question) : "allow";
  const granted = resource ? resource(question) : "implicitDeny";
  if (own === "explicitDeny" || limit === "explicitDeny" || granted === "explicitDeny") return "explicitDeny";
  return limit === "allow" && (own === "allow" || granted === "allow") ? "allow" : "implicitDeny";
}
