import type * as dynamodb from "@pulumi/aws/dynamodb";
import * as lambda from "@pulumi/aws/lambda";
import type * as s3 from "@pulumi/aws/s3";
import type * as sqs from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";
import { restoreBackups } from "../../functions/backups/restore";
import { type BackupEvent, makeBackups } from "../../functions/backups/run";
import { LambdaFunction } from "../blocks/lambda";
import { metricNamespace } from "../blocks/metrics";
import { schedule } from "../blocks/schedule";
import type { Settings } from "../settings";
import { createArchive } from "./archive";
import { backupPermissions, restorePermissions } from "./permissions";

/** What is backed up. */
export interface BackupsArgs {
  /** By the names that they have in the program: their physical ones are others in another stack. */
  tables: Record<string, dynamodb.Table>;
  buckets: Record<string, s3.Bucket>;
  /** The program's. */
  version: string;
  deadLetters: sqs.Queue;
  settings: Settings;
}

/** Every table and bucket, backed up each night into an archive, and restored from there when a person asks. */
export class Backups extends pulumi.ComponentResource {
  /** Name of the bucket that keeps backups. */
  readonly archiveBucket: pulumi.Output<string>;
  /** Name of the function that backs up: each night, and when a person invokes it. */
  readonly backupFunction: pulumi.Output<string>;
  /** Name of the function that restores, when a person invokes it. */
  readonly restoreFunction: pulumi.Output<string>;
  /** The functions that events invoke, with nobody waiting for the answer. */
  readonly triggered: LambdaFunction[];
  /** The first backup, which a first deployment makes. */
  readonly first: pulumi.Resource;

  constructor(name: string, args: BackupsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("atelier:backups:Backups", name, {}, opts);
    const { deadLetters, settings } = args;
    const parent = { parent: this };

    const archive = createArchive(`${name}-archive`, settings, parent);
    const tables = Object.entries(args.tables).map(([name, table]) => ({ name, table: table.name, arn: table.arn }));
    const buckets = Object.entries(args.buckets).map(([name, bucket]) => ({ name, bucket: bucket.bucket }));
    const resources = { stack: pulumi.getStack(), archive: archive.bucket, tables, buckets };
    const run = createRun();
    const first = runFirst();
    runBySchedule();
    const restore = createRestore();

    this.archiveBucket = archive.bucket;
    this.backupFunction = run.function.name;
    this.restoreFunction = restore.function.name;
    this.triggered = [run];
    this.first = first;
    const { archiveBucket, backupFunction, restoreFunction } = this;
    this.registerOutputs({ archiveBucket, backupFunction, restoreFunction });

    function createRun(): LambdaFunction {
      const { capacityPercent } = settings.backups;
      const usesExports = settings.pointInTimeRecovery;
      const { version } = args;
      return new LambdaFunction(
        `${name}-run`,
        {
          factory: makeBackups({ ...resources, version, usesExports, capacityPercent }),
          allow: backupPermissions({ archive, ...args }),
          environment: { METRIC_NAMESPACE: metricNamespace() },
          // A little less than the time between two invocations: runs would overtake each other.
          timeout: (minutesBetweenRuns - 0.5) * 60,
          memorySize: 512,
          deadLetters,
          settings,
        },
        parent,
      );
    }

    /** Without dead letters: a person invokes it, and waits for the answer. */
    function createRestore(): LambdaFunction {
      const { restoreFrom } = settings.backups;
      return new LambdaFunction(
        `${name}-restore`,
        {
          factory: restoreBackups({ ...resources, restoreFrom }),
          allow: restorePermissions({ archive, restoreFrom, ...args }),
          timeout: 900,
          // Replacing a table takes the keys of all its items.
          memorySize: 1024,
          settings,
        },
        parent,
      );
    }

    function runBySchedule(): void {
      const daily = { description: "Begins a backup", expression: settings.backups.schedule };
      schedule(`${name}-daily`, run, daily, parent);
      const input: BackupEvent = { mode: "continue" };
      const description = "Goes on with a backup that is not complete, or makes up for one that was missed";
      const expression = `rate(${minutesBetweenRuns} minutes)`;
      schedule(`${name}-continue`, run, { description, expression, input }, parent);
    }

    /** So that a new stack has a backup from the start, and no alarm that there is none. */
    function runFirst(): lambda.Invocation {
      const input: BackupEvent = { mode: "first" };
      return new lambda.Invocation(
        `${name}-first`,
        { functionName: run.function.name, input: JSON.stringify(input), lifecycleScope: "CREATE_ONLY" },
        parent,
      );
    }
  }
}

/**
 * How soon a run is gone on with that was interrupted, or whose time was up. Not by a run that invokes the next one: Lambda
 * takes a function that does so sixteen times for a loop, and stops it
 * (https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html).
 */
const minutesBetweenRuns = 10;
