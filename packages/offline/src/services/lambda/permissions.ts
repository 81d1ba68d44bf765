import { Facts } from "../../protocol/iam/facts";
import { compileArnPattern } from "../../protocol/iam/pattern";
import { type Graph, ofType, optionalText, text } from "../../graph/graph";
import { functionName, type Sender } from "../../protocol/targets";

/** A service that invokes a function on behalf of one of its resources. */
export type Invoker = Extract<Sender, { service: string }>;

/** Whether a permission that the program declares lets a service invoke a function. */
export const isInvocable = (graph: Graph, functionArn: string, { service, sourceArn: source }: Invoker): boolean =>
  ofType(graph, "aws:lambda/permission:Permission").some(({ inputs }) => {
    const { sourceArn, sourceAccount, action } = inputs;
    return (
      inputs.principal === service &&
      (action === "lambda:InvokeFunction" || action === "lambda:*") &&
      functionName(text(inputs, "function")) === functionName(functionArn) &&
      (sourceAccount === undefined || sourceAccount === graph.account) &&
      (sourceArn === undefined || matches(optionalText(inputs, "sourceArn") ?? "", source))
    );
  });

/** Lambda makes an `ArnLike` condition of a permission's source. */
const matches = (pattern: string, arn: string): boolean => compileArnPattern(pattern, false)(arn, new Facts({}));
