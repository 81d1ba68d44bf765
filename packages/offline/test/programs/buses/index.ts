import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** A policy with one statement. */
const allow = (Action: string | string[], Resource: pulumi.Input<string>[], more: object = {}) =>
  pulumi.jsonStringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource, ...more }] });

/** Lets EventBridge in. */
const eventBridge = { Principal: { Service: "events.amazonaws.com" } };

/** A queue that rules may send to. */
function openQueue(name: string) {
  const queue = new aws.sqs.Queue(name);
  const policy = allow("sqs:SendMessage", [queue.arn], eventBridge);
  new aws.sqs.QueuePolicy(name, { queueUrl: queue.url, policy });
  return queue;
}

const seen = openQueue("seen");
const letters = openQueue("letters");
const closed = new aws.sqs.Queue("closed");

const orders = new aws.cloudwatch.EventBus("orders", { name: "orders" });

/** A role of its own for a service, with these rights. */
function role(name: string, Service: string, policy: pulumi.Output<string>) {
  const made = new aws.iam.Role(name, { assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service }) });
  new aws.iam.RolePolicy(name, { role: made.name, policy });
  return made;
}

const worker = new aws.lambda.Function("worker", {
  name: "worker",
  role: role("worker", "lambda.amazonaws.com", allow(["sqs:SendMessage", "events:PutEvents"], [seen.arn, orders.arn]))
    .arn,
  runtime: "nodejs22.x",
  handler: "worker.handler",
  code: new pulumi.asset.AssetArchive({ "worker.js": new pulumi.asset.FileAsset("worker.js") }),
  environment: { variables: { SEEN: seen.url } },
});

/** A rule for one type of the shop's events. */
const ruleFor = (type: string, more: Partial<aws.cloudwatch.EventRuleArgs> = {}, detail?: object) =>
  new aws.cloudwatch.EventRule(type, {
    eventBusName: orders.name,
    eventPattern: JSON.stringify({ source: ["shop"], "detail-type": [type], ...(detail && { detail }) }),
    ...more,
  });

const target = (
  name: string,
  rule: aws.cloudwatch.EventRule,
  arn: pulumi.Input<string>,
  more: Partial<aws.cloudwatch.EventTargetArgs> = {},
) => new aws.cloudwatch.EventTarget(name, { rule: rule.name, eventBusName: rule.eventBusName, arn, ...more });

const placed = ruleFor("placed", {}, { total: [{ numeric: [">", 100] }] });
target("placed-worker", placed, worker.arn, { targetId: "worker" });
new aws.lambda.Permission("placed", {
  action: "lambda:InvokeFunction",
  function: worker.name,
  principal: "events.amazonaws.com",
  sourceArn: placed.arn,
});

const written = ruleFor("written");
target("written-queue", written, seen.arn, {
  inputTransformer: {
    inputPaths: { id: "$.detail.id", lines: "$.detail.lines", first: "$.detail.lines[0]", gone: "$.detail.gone" },
    inputTemplate: '{"id": <id>, "lines": <lines>, "text": "<id>: <first> <gone>", "rule": <aws.events.rule-name>}',
  },
});
const news = new aws.sns.Topic("news");
new aws.sns.TopicPolicy("news", { arn: news.arn, policy: allow("sns:Publish", [news.arn], eventBridge) });
const told = new aws.sqs.Queue("told");
const fromNews = { Principal: { Service: "sns.amazonaws.com" } };
new aws.sqs.QueuePolicy("told", { queueUrl: told.url, policy: allow("sqs:SendMessage", [told.arn], fromNews) });
new aws.sns.TopicSubscription("told", {
  topic: news.arn,
  protocol: "sqs",
  endpoint: told.arn,
  rawMessageDelivery: true,
});
target("written-topic", written, news.arn, { inputPath: "$.detail.id" });
const group = new aws.cloudwatch.LogGroup("orders", { name: "/aws/events/orders" });
new aws.cloudwatch.LogResourcePolicy("orders", {
  policyName: "orders",
  policyDocument: allow(
    ["logs:CreateLogStream", "logs:PutLogEvents"],
    [pulumi.interpolate`${group.arn}:*`],
    eventBridge,
  ),
});
target("written-logs", written, group.arn);
const unwritable = new aws.cloudwatch.LogGroup("unwritable", { name: "/other" });
target("written-unwritable", written, unwritable.arn);

const refused = ruleFor("refused");
target("refused", refused, closed.arn, { deadLetterConfig: { arn: letters.arn } });

const forwarded = ruleFor("forwarded");
const defaultBus = pulumi.interpolate`arn:aws:events:eu-west-1:000000000000:event-bus/default`;
const forwarder = role("forwarder", "events.amazonaws.com", allow("events:PutEvents", [defaultBus, orders.arn]));
target("forwarded-role", forwarded, defaultBus, { roleArn: forwarder.arn });
target("forwarded-none", forwarded, defaultBus);
target("received", ruleFor("received", { eventBusName: "default" }), seen.arn, { inputPath: "$.detail" });
const arrived = new aws.cloudwatch.EventRule("arrived", {
  eventPattern: JSON.stringify({ source: ["shop"], "detail-type": ["forwarded"] }),
});
target("arrived", arrived, seen.arn);
// Without AWS's rule against a third bus this would go round for ever.
target("arrived-back", arrived, orders.arn, { roleArn: forwarder.arn });

target("off", ruleFor("off", { state: "DISABLED" }), seen.arn);
target("elsewhere", ruleFor("elsewhere"), "arn:aws:kinesis:eu-west-1:000000000000:stream/none");
new aws.cloudwatch.EventRule("machines", { eventPattern: '{"source":["aws.ec2"]}' });

/** Closures, as Pulumi's own `onEvent` and `onSchedule` attach them. */
ruleFor("closure").onEvent("closure", async (event) => {
  console.log(`closure got ${JSON.stringify(Object(event).detail)}`);
});
aws.cloudwatch.onSchedule("tick", "rate(9 days)", async (event) => {
  console.log(`tick of ${event.source}`);
});

export const urls = { seen: seen.url, letters: letters.url, told: told.url };
