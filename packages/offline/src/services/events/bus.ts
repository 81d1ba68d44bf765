import { type Graph, json, object, ofType, optionalText, regionOf, type Resource, text } from "../../graph/graph";
import type { ResourcePolicy } from "../../protocol/access-control";
import type { Location } from "../../protocol/service";

export const busType = "aws:cloudwatch/eventBus:EventBus";
export const permissionType = "aws:cloudwatch/eventPermission:EventPermission";
export const policyType = "aws:cloudwatch/eventBusPolicy:EventBusPolicy";

/** The bus that each region has of its own. */
export const defaultBus = "default";

/** The ARN of a bus that is named by its name or its ARN; the default one, if not at all. */
export const busArn = (nameOrArn: string | undefined, { region, account }: Location): string =>
  nameOrArn?.startsWith("arn:")
    ? nameOrArn
    : `arn:aws:events:${region}:${account}:event-bus/${nameOrArn || defaultBus}`;

/** A bus's name, by its ARN. */
export const busName = (arn: string): string => arn.slice(arn.indexOf("/") + 1);

/** The bus that a rule, or a target or a policy, is of. */
export const busArnOf = (resource: Pick<Resource, "inputs" | "region">, graph: Graph): string =>
  busArn(optionalText(resource.inputs, "eventBusName"), { region: regionOf(graph, resource), account: graph.account });

/** The buses that a program declares, by their ARNs. The default ones are there without that. */
export const declaredBuses = (graph: Graph): Set<string> =>
  new Set(ofType(graph, busType).map(({ outputs }) => text(outputs, "arn")));

/** What buses let others do, by the resources that say so. */
export function busPolicies(graph: Graph): ResourcePolicy[] {
  const documents = ofType(graph, policyType).map((one) => ({
    arn: busArnOf(one, graph),
    document: json(one.inputs, "policy"),
  }));
  const given = new Set(documents.map(({ arn }) => arn));
  const permissions = ofType(graph, permissionType).filter((one) => !given.has(busArnOf(one, graph)));
  const permitted = [...new Set(permissions.map((one) => busArnOf(one, graph)))].map((arn) => ({
    arn,
    document: JSON.stringify({
      Version: "2012-10-17",
      Statement: permissions.filter((one) => busArnOf(one, graph) === arn).map((one) => statementOf(one, arn)),
    }),
  }));
  return [...documents, ...permitted].map((policy) => ({ ...policy, label: `event bus ${busName(policy.arn)}` }));
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutPermission.html */
function statementOf({ inputs }: Resource, resource: string): object {
  const { principal, statementId, action = "events:PutEvents" } = inputs;
  const { key, type, value } = object(inputs, "condition");
  return {
    Sid: statementId,
    Effect: "Allow",
    Principal: principal === "*" ? "*" : { AWS: `arn:aws:iam::${String(principal)}:root` },
    Action: action,
    Resource: resource,
    ...(type !== undefined && { Condition: { [String(type)]: { [String(key)]: value } } }),
  };
}
