import { functionNames } from "./compute";
import { anywhere, global, inAccount, on, type Permissions } from "./permission";

/** A group's own ARN, and that of all that is in it: actions know the one or the other. */
export const logGroups = inAccount(
  "logs",
  ...["api-access-*", "aws-waf-logs-firewall-*", ...functionNames].map((name) => `log-group:${name}`),
);

const rules = inAccount("events", "rule/backups-*", "rule/cityflow-*", "rule/monitoring-*");
const topics = inAccount("sns", "monitoring-alarms-*");

/** What the stack is watched by, and what happens by the clock. */
export const watching: Permissions = {
  "aws:cloudwatch/logGroup:LogGroup": [
    ...on(logGroups, {
      create: ["logs:CreateLogGroup"],
      read: ["logs:ListTagsForResource"],
      update: ["logs:PutRetentionPolicy", "logs:DeleteRetentionPolicy"],
      delete: ["logs:DeleteLogGroup"],
      tag: ["logs:TagResource", "logs:UntagResource"],
    }),
    ...on(anywhere, { read: ["logs:DescribeLogGroups"] }),
  ],
  "aws:cloudwatch/metricAlarm:MetricAlarm": on(inAccount("cloudwatch", "alarm:monitoring-*"), {
    create: ["cloudwatch:PutMetricAlarm"],
    read: ["cloudwatch:DescribeAlarms", "cloudwatch:ListTagsForResource"],
    delete: ["cloudwatch:DeleteAlarms"],
    tag: ["cloudwatch:TagResource", "cloudwatch:UntagResource"],
  }),
  "aws:cloudwatch/dashboard:Dashboard": on(global("cloudwatch", "dashboard/monitoring-*"), {
    create: ["cloudwatch:PutDashboard"],
    read: ["cloudwatch:GetDashboard"],
    delete: ["cloudwatch:DeleteDashboards"],
  }),
  "aws:cloudwatch/eventRule:EventRule": on(rules, {
    create: ["events:PutRule"],
    read: ["events:DescribeRule", "events:ListTagsForResource"],
    update: ["events:DisableRule", "events:EnableRule"],
    delete: ["events:DeleteRule"],
    tag: ["events:TagResource", "events:UntagResource"],
  }),
  "aws:cloudwatch/eventTarget:EventTarget": on(rules, {
    create: ["events:PutTargets"],
    read: ["events:ListTargetsByRule"],
    delete: ["events:RemoveTargets"],
  }),
  "aws:sns/topic:Topic": on(topics, {
    create: ["sns:CreateTopic"],
    read: ["sns:GetTopicAttributes", "sns:ListTagsForResource"],
    update: ["sns:SetTopicAttributes"],
    delete: ["sns:DeleteTopic"],
    tag: ["sns:TagResource", "sns:UntagResource"],
  }),
  "aws:sns/topicPolicy:TopicPolicy": on(topics, {
    create: ["sns:SetTopicAttributes"],
    read: ["sns:GetTopicAttributes"],
  }),
  "aws:sns/topicSubscription:TopicSubscription": on(topics, {
    create: ["sns:Subscribe"],
    read: ["sns:GetSubscriptionAttributes", "sns:ListSubscriptionsByTopic"],
    update: ["sns:SetSubscriptionAttributes"],
    delete: ["sns:Unsubscribe"],
  }),
  "aws:budgets/budget:Budget": on(global("budgets", "budget/budget-*"), {
    create: ["budgets:ModifyBudget"],
    read: ["budgets:ListTagsForResource", "budgets:ViewBudget"],
    tag: ["budgets:TagResource", "budgets:UntagResource"],
  }),
};
