import { UserError } from "../../errors";
import { type Graph, json, ofType, optionalNumber, optionalText, text } from "../../graph/graph";
import { compile, type Policy } from "../../protocol/iam/compile";
import { MalformedPolicy } from "../../protocol/iam/document";
import type { GroupSettings } from "./store/group";

/** The log groups that a program declares. A retention of 0 days is for ever. */
export const groupsOf = (graph: Graph): GroupSettings[] =>
  ofType(graph, "aws:cloudwatch/logGroup:LogGroup").map(({ inputs, outputs }) => ({
    name: text(outputs, "name"),
    retentionInDays: optionalNumber(inputs, "retentionInDays") || undefined,
    logGroupClass: optionalText(inputs, "logGroupClass") ?? "STANDARD",
  }));

export const resourcePolicyType = "aws:cloudwatch/logResourcePolicy:LogResourcePolicy";

/**
 * What services may do to log groups, by all the policies of the account's groups.
 *
 * @throws UserError for a policy that AWS would refuse, naming it
 */
export function resourcePolicyOf(graph: Graph): Policy {
  const policies = ofType(graph, resourcePolicyType).map(({ name, inputs }) => {
    try {
      return compile([JSON.parse(json(inputs, "policyDocument"))], "resource");
    } catch (error) {
      if (error instanceof MalformedPolicy || error instanceof SyntaxError)
        throw new UserError(`AWS would refuse the log resource policy ${name}: ${error.message}`);
      throw error;
    }
  });
  return (question) => {
    const decisions = policies.map((policy) => policy(question));
    if (decisions.includes("explicitDeny")) return "explicitDeny";
    return decisions.includes("allow") ? "allow" : "implicitDeny";
  };
}
