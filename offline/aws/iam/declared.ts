import { UserError } from "../../errors";
import { compile, type Policy } from "./compile";
import { type Kind, MalformedPolicy } from "./document";

/** A policy document of the program. */
export interface DeclaredPolicy {
  /** What a message calls it, such as `the policy "reader" of role reader-1a2b3c4`. */
  label: string;
  /** JSON text, or the document itself: Pulumi's provider takes either. */
  document: unknown;
}

/**
 * Compiles the policies that a program attaches to one role, or to one resource.
 *
 * @throws UserError naming the one that AWS would refuse
 */
export const compileDeclared = (policies: DeclaredPolicy[], kind: Kind): Policy =>
  compile(
    policies.map((policy) => checked(policy, kind)),
    kind,
  );

function checked({ label, document }: DeclaredPolicy, kind: Kind): unknown {
  try {
    const parsed: unknown = typeof document === "string" ? JSON.parse(document) : document;
    compile([parsed], kind);
    return parsed;
  } catch (error) {
    if (error instanceof SyntaxError) throw new UserError(`AWS would refuse ${label}: it is no JSON: ${error.message}`);
    if (error instanceof MalformedPolicy) throw new UserError(`AWS would refuse ${label}: ${error.message}`);
    throw error;
  }
}
