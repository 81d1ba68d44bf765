import { MalformedPolicy, type Statement } from "./document";

/**
 * Who asks, for resource policies: an account's principal by all its ARNs (a role's own and its session's, or the
 * root's), and by its id as a canonical user if it has one; or an AWS service. No ARNs at all are someone anonymous.
 */
export type Principal = { arns: string[]; canonicalUserId?: string } | { service: string };

/** Whether a statement is about a caller. */
export type Concerns = (caller: Principal) => boolean;

/** Identities of other kinds are accepted in a policy, but nobody here has one. */
const types = new Set(["AWS", "Service", "Federated", "CanonicalUser"]);

/** An account, an ARN without wildcards, or the id that AWS puts in the place of a deleted role. */
const awsPrincipal = /^(\*|\d{12}|arn:[^*?]+|A[A-Z0-9]{15,127})$/;

const rootArn = /^arn:[^:]+:iam::(\d{12}):root$/;

const accountOf = (principal: string): string | undefined =>
  /^\d{12}$/.test(principal) ? principal : rootArn.exec(principal)?.[1];

function checkPrincipals({ label, effect, principals, notPrincipals }: Statement): void {
  if (notPrincipals && effect === "Allow") {
    throw new MalformedPolicy(`${label}: NotPrincipal goes with Deny only; AWS does not support it with Allow.`);
  }
  if (principals === "*" || principals === undefined) return;
  const unknown = Object.keys(principals).find((type) => !types.has(type));
  if (unknown) throw new MalformedPolicy(`${label}: unknown type of principal ${unknown}.`);
  const invalid = principals.AWS?.find((name) => !awsPrincipal.test(name));
  if (invalid) throw new MalformedPolicy(`${label}: invalid principal ${JSON.stringify(invalid)}.`);
}

/** Whether a caller is one of those named; an account's name stands for its root, and for all in it with `whole`. */
function compileNames(names: Record<string, string[]>, whole: boolean): Concerns {
  const aws = names.AWS ?? [];
  const everyone = aws.includes("*");
  const accounts = new Set(aws.flatMap((name) => accountOf(name) ?? []));
  const arns = new Set(aws);
  const services = new Set(names.Service);
  const users = new Set(names.CanonicalUser);
  const isNamed = (arn: string): boolean => {
    const account = arn.split(":")[4];
    return arns.has(arn) || (account !== undefined && accounts.has(account) && (whole || rootArn.test(arn)));
  };
  return (caller) => {
    if (everyone) return true;
    if ("service" in caller) return services.has(caller.service);
    const { arns: own, canonicalUserId } = caller;
    return own.some(isNamed) || (canonicalUserId !== undefined && users.has(canonicalUserId));
  };
}

/**
 * Compiles `Principal` or `NotPrincipal` of a statement; an identity policy has neither and is about whoever has it.
 *
 * An account that is allowed something only delegates: its roles still need a policy of their own, so the statement is
 * about its root alone. An account that is denied something is denied it as a whole.
 * Source: "AWS JSON policy elements: Principal" in the IAM user guide.
 */
export function compilePrincipals(statement: Statement): Concerns {
  checkPrincipals(statement);
  const { principals, notPrincipals, effect } = statement;
  if (principals === undefined) return () => true;
  if (principals === "*") return () => !notPrincipals;
  const named = compileNames(principals, effect === "Deny" && !notPrincipals);
  return notPrincipals ? (caller) => !named(caller) : named;
}
