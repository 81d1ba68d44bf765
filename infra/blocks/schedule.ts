import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as lambda from "@pulumi/aws/lambda";
import type * as pulumi from "@pulumi/pulumi";
import type { LambdaFunction } from "./lambda";

/** When a function runs by itself. */
export interface ScheduleArgs {
  description: string;
  /** EventBridge's `cron(…)`, in UTC, or `rate(…)`. */
  expression: string;
}

/** Has EventBridge invoke a function at certain times. */
export function schedule(
  name: string,
  { function: invoked }: LambdaFunction,
  { description, expression }: ScheduleArgs,
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
  new cloudwatch.EventTarget(name, { rule: rule.name, arn: invoked.arn }, { ...opts, dependsOn: [permission] });
}
