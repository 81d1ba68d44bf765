import type * as dynamodb from "@pulumi/aws/dynamodb";
import type * as sqs from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";
import type { Api } from "../api/api";
import type { LambdaFunction } from "../blocks/lambda";
import type { Settings } from "../settings";
import { createAlarms } from "./alarms";
import { createCanary } from "./canary";
import { createDashboard, dashboardUrl, logsUrl } from "./dashboard";
import { createHealthCheck } from "./health-check";
import { createAlarmTopic } from "./topic";

/** What is watched. */
export interface MonitoringArgs {
  api: Api;
  /** The functions that events invoke, with nobody waiting for the answer. */
  functions: LambdaFunction[];
  tables: dynamodb.Table[];
  /** The queue of events that functions failed for good. */
  deadLetters: sqs.Queue;
  /** The control instance. */
  instanceId: pulumi.Output<string>;
  /** What makes the first backup. */
  firstBackup: pulumi.Resource;
  settings: Settings;
}

/** What goes wrong is seen, and costs nothing to watch: alarms that tell a person, a canary, a dashboard. */
export class Monitoring extends pulumi.ComponentResource {
  /** The dashboard's page in AWS's console; empty on an emulator, which has no such page. */
  readonly dashboardUrl: string;
  /** The page of AWS's console that lists the logs of the stack's region; empty on an emulator. */
  readonly logsUrl: string;

  constructor(name: string, args: MonitoringArgs, opts?: pulumi.ComponentResourceOptions) {
    super("atelier:monitoring:Monitoring", name, {}, opts);
    const { api, deadLetters, settings, tables, instanceId, firstBackup } = args;
    const parent = { parent: this };

    const hasCanary = settings.canaryMinutes > 0;
    const canary = hasCanary
      ? [createCanary(`${name}-canary`, { apiUrl: api.urlForFunctions, deadLetters, settings }, parent)]
      : [];
    if (settings.healthCheck) createHealthCheck(name, api.url, parent);
    const topic = createAlarmTopic(`${name}-alarms`, settings.alarms.email, parent);
    const watched = { api: api.dimensions, deadLetters, firstBackup };
    const alarms = createAlarms(name, { topic, ...watched, settings }, parent);
    const functions = [...args.functions, ...canary];
    const shown = { api: api.dimensions, functions, tables, deadLetters, instanceId, alarms, hasCanary };
    createDashboard(name, shown, parent);

    this.dashboardUrl = settings.emulatorUrl ? "" : dashboardUrl();
    this.logsUrl = settings.emulatorUrl ? "" : logsUrl();
    this.registerOutputs({ dashboardUrl: this.dashboardUrl });
  }
}
