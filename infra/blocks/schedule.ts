import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as lambda from "@pulumi/aws/lambda";
import type * as pulumi from "@pulumi/pulumi";
import type { LambdaFunction } from "./lambda";

/** When a function runs by itself. */
export interface ScheduleArgs {
  description: string;
  /** EventBridge's `cron(…)`, in UTC, or `rate(…)`. */
  expression: string;
  /** What the function is given, as JSON; EventBridge's own event if undefined. */
  input?: object;
}

/** Has EventBridge invoke a function at certain times. */
export function schedule(
  name: string,
  { function: invoked }: LambdaFunction,
  { description, expression, input }: ScheduleArgs,
  opts: pulumi.CustomResourceOptions,
): void {
  const rule = new cloudwatch.EventRule(name, { description, scheduleExpression: expression }, opts);
  const permission = new lambda.Permission(
    name,
    {
      action: "lambda:InvokeFunction",
      function: invoked.name,
      principal: "events.amazonaws.com",
      sourceArn: rule.arn,
    },
    opts,
  );
  const target = { rule: rule.name, arn: invoked.arn, input: input && JSON.stringify(input) };
  new cloudwatch.EventTarget(name, target, { ...opts, dependsOn: [permission] });
}
