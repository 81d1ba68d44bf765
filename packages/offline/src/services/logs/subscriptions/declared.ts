import { createHash } from "node:crypto";
import { UserError } from "../../../errors";
import { type Graph, object, ofType, optionalText, type Resource, text } from "../../../graph/graph";
import { type Computed, type Naming, physicalName } from "../../../graph/naming";
import { AwsError } from "../../../protocol/service";
import { functionName, type Targets } from "../../../protocol/targets";
import { type Recipient, usualRetries } from "../../deliveries/recipient";
import type { Unserved } from "../../module";
import { logGroupArn } from "../arn";
import { compilePattern, type Matches } from "../filter";

export const subscriptionType = "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter";

/** What a group may have at most (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html). */
const mostFilters = 2;

/** A function that gets what is logged in a group. */
export interface Subscription {
  /** The name of the filter, and of the group. */
  name: string;
  group: string;
  matches: Matches;
  recipient: Recipient;
}

/** Whether the host can serve a filter: one whose destination is a function. */
export const isFunction = ({ inputs }: Resource): boolean =>
  /^arn:aws:lambda:[^:]*:\d+:function:/.test(text(inputs, "destinationArn"));

/** Names follow from the resource; the id is the provider's own. */
export function subscription(naming: Naming): Computed {
  const name = physicalName(naming);
  const digest = createHash("sha256")
    .update(`${String(naming.inputs.logGroup)}-`)
    .digest();
  return { id: `cwlsf-${digest.readUInt32BE()}`, name };
}

/**
 * The subscriptions that a program declares, and those that nothing is handed to.
 *
 * @throws UserError for what AWS would refuse, naming the resource
 */
export function subscriptionsOf(graph: Graph): { served: Subscription[]; unserved: Unserved[] } {
  const all = ofType(graph, subscriptionType);
  const crowded = all.find(
    ({ inputs }) => all.filter((one) => one.inputs.logGroup === inputs.logGroup).length > mostFilters,
  );
  if (crowded) throw refusal(crowded, `its log group has more than ${mostFilters}`);
  const served: Subscription[] = [];
  const unserved: Unserved[] = [];
  for (const filter of all) {
    const problem = isFunction(filter) ? undefined : `${text(filter.inputs, "destinationArn")} is not served`;
    const matches = problem ?? matchesOf(filter);
    if (typeof matches === "string")
      unserved.push({ breaks: true, text: `log subscription ${filter.name} gets nothing: ${matches}` });
    else served.push(servedBy(filter, matches, graph));
  }
  return { served, unserved };
}

const refusal = ({ name }: Resource, why: string): UserError =>
  new UserError(`AWS would refuse the log subscription ${name}: ${why}`);

/** What its pattern finds; or why that is not known here. */
function matchesOf(filter: Resource): Matches | string {
  try {
    return compilePattern(optionalText(filter.inputs, "filterPattern") ?? "");
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    if (error.code === "NotImplemented") return error.message;
    throw refusal(filter, error.message);
  }
}

function servedBy(filter: Resource, matches: Matches, graph: Graph): Subscription {
  const { inputs, outputs } = filter;
  const [group, arn, name] = [text(inputs, "logGroup"), text(inputs, "destinationArn"), text(outputs, "name")];
  if (logGroupOfFunction(arn, graph) === group)
    throw refusal(filter, `the log group ${group} is reserved for the function logs of the destination function`);
  const sourceArn = `${logGroupArn(graph, group)}:*`;
  return {
    name,
    group,
    matches,
    recipient: {
      ...{ sourceArn, id: name, arn, takesJson: true, retry: usualRetries },
      service: "CloudWatch Logs",
      source: `the log group ${group}`,
      sender: { service: `logs.${graph.region}.amazonaws.com`, sourceArn },
    },
  };
}

/** Where a function logs. */
function logGroupOfFunction(arn: string, graph: Graph): string {
  const lambda = ofType(graph, "aws:lambda/function:Function").find(({ outputs }) => outputs.arn === arn);
  return (
    (lambda && optionalText(object(lambda.inputs, "loggingConfig"), "logGroup")) ?? `/aws/lambda/${functionName(arn)}`
  );
}

/**
 * A subscription's function, as CloudWatch Logs may invoke it: that is known by two names, with and without a region.
 *
 * @throws UserError naming the permission that is missing; CloudWatch Logs tries when a filter is made
 */
export function admitted({ name, group, recipient }: Subscription, targets: Pick<Targets, "objection">): Recipient {
  const everywhere = { service: "logs.amazonaws.com", sourceArn: recipient.sourceArn };
  const objection = targets.objection(recipient.arn, recipient.sender);
  if (!objection) return recipient;
  if (!targets.objection(recipient.arn, everywhere)) return { ...recipient, sender: everywhere };
  throw new UserError(`AWS would refuse the log subscription ${name} of ${group}: ${objection.message}`);
}
