import { Facts } from "../../protocol/iam/facts";
import { compileArnPattern } from "../../protocol/iam/pattern";
import { type Graph, ofType, optionalText, text } from "../../graph/graph";
import { functionName, functionQualifier, type Sender } from "../../protocol/targets";

/** A service that invokes a function on behalf of one of its resources. */
export type Invoker = Extract<Sender, { service: string }>;

/** Whether a permission that the program declares lets a service invoke a function. */
export const isInvocable = (graph: Graph, functionArn: string, { service, sourceArn: source }: Invoker): boolean =>
  ofType(graph, "aws:lambda/permission:Permission").some(({ inputs }) => {
    const { sourceArn, sourceAccount, principal } = inputs;
    const named = text(inputs, "function");
    return (
      (principal === service || principal === "*") &&
      invoking.test(text(inputs, "action")) &&
      functionName(named) === functionName(functionArn) &&
      (optionalText(inputs, "qualifier") ?? functionQualifier(named)) === functionQualifier(functionArn) &&
      (sourceAccount === undefined || sourceAccount === graph.account) &&
      (sourceArn === undefined || matches(optionalText(inputs, "sourceArn") ?? "", source))
    );
  });

/**
 * The actions of a permission that allow to invoke. As everywhere in IAM upper and lower case are the same: the `onEvent` of
 * Pulumi's topics, rules and log groups writes `lambda:invokeFunction`.
 */
const invoking = /^(\*|lambda:(\*|InvokeFunction))$/i;

/** Lambda makes an `ArnLike` condition of a permission's source. */
const matches = (pattern: string, arn: string): boolean => compileArnPattern(pattern, false)(arn, new Facts({}));
