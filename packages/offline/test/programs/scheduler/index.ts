import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const seen = new aws.sqs.Queue("seen");
const letters = new aws.sqs.Queue("letters");
const closed = new aws.sqs.Queue("closed");
const bus = new aws.cloudwatch.EventBus("work", { name: "work" });

const worker = new aws.lambda.CallbackFunction("worker", {
  callback: async (event: object) => console.log(`worked on ${JSON.stringify(event)}`),
});

/** A role for the scheduler with these rights. */
const role = new aws.iam.Role("scheduler", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "scheduler.amazonaws.com" }),
});
new aws.iam.RolePolicy("scheduler", {
  role: role.name,
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: "sqs:SendMessage", Resource: [seen.arn, letters.arn] },
      { Effect: "Allow", Action: "lambda:InvokeFunction", Resource: worker.arn },
      { Effect: "Allow", Action: "events:PutEvents", Resource: bus.arn },
    ],
  }),
});

const group = new aws.scheduler.ScheduleGroup("jobs", { name: "jobs" });

function schedule(
  name: string,
  scheduleExpression: string,
  arn: pulumi.Input<string>,
  target: Partial<aws.types.input.scheduler.ScheduleTarget> = {},
  more: Partial<aws.scheduler.ScheduleArgs> = {},
) {
  return new aws.scheduler.Schedule(name, {
    ...{ name, scheduleExpression, flexibleTimeWindow: { mode: "OFF" } },
    target: { arn, roleArn: role.arn, ...target },
    ...more,
  });
}

schedule("five", "rate(5 minutes)", seen.arn, {
  input: '{"arn":"<aws.scheduler.schedule-arn>","at":"<aws.scheduler.scheduled-time>"}',
});
schedule("paris", "cron(0 14 * * ? *)", worker.arn, {}, { scheduleExpressionTimezone: "Europe/Paris" });
schedule("once", "at(2026-11-21T23:30:00)", seen.arn, { input: "happy" }, { groupName: group.name });
schedule("off", "rate(1 minutes)", seen.arn, {}, { state: "DISABLED" });
schedule("told", "rate(9 days)", bus.arn, {
  eventbridgeParameters: { source: "scheduler.test", detailType: "due" },
  input: '{"job":7}',
});
schedule("refused", "rate(9 days)", closed.arn, { input: "no", deadLetterConfig: { arn: letters.arn } });
schedule("universal", "rate(1 hour)", "arn:aws:scheduler:::aws-sdk:ec2:stopInstances");

const due = new aws.cloudwatch.EventRule("due", {
  eventBusName: bus.name,
  eventPattern: '{"source":["scheduler.test"]}',
});
new aws.cloudwatch.EventTarget("due", { rule: due.name, eventBusName: bus.name, arn: seen.arn });
new aws.sqs.QueuePolicy("seen", {
  queueUrl: seen.url,
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: seen.arn,
      },
    ],
  }),
});

export const urls = { seen: seen.url, letters: letters.url };
