import type * as dynamodb from "@pulumi/aws/dynamodb";
import type * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";
import { places } from "../../functions/backups/archive";
import type { Allow } from "../blocks/lambda";
import type { Settings } from "../settings";

/** What backups read and write. */
export interface Parts {
  archive: s3.Bucket;
  tables: Record<string, dynamodb.Table>;
  buckets: Record<string, s3.Bucket>;
  settings: Pick<Settings, "pointInTimeRecovery">;
}

/** Objects of a bucket below a prefix. */
export const below = (bucket: pulumi.Input<string>, prefix = ""): pulumi.Output<string> =>
  pulumi.interpolate`${bucket}/${prefix}*`;

const arnsOf = (resources: Record<string, { arn: pulumi.Output<string> }>): pulumi.Output<string>[] =>
  Object.values(resources).map(({ arn }) => arn);

/**
 * What the function may that makes backups: read what it backs up, and write to the archive. It may delete no version of
 * what is there, and write to no table.
 */
export function backupPermissions({ archive, tables, buckets, settings }: Parts): Allow[] {
  const { progress, backups, indexes, copies } = places;
  const inArchive = (...prefixes: string[]) => prefixes.map((prefix) => below(archive.arn, prefix));
  return [
    { actions: ["s3:GetObject", "s3:PutObject"], resources: inArchive(progress, backups, indexes, places.tables) },
    // Deleting without a version leaves a marker over the copy of an object that is gone.
    { actions: ["s3:GetObjectVersion", "s3:PutObject", "s3:DeleteObject"], resources: inArchive(copies) },
    // The first tells files that are not there from those that it may not read.
    { actions: ["s3:ListBucket", "s3:ListBucketVersions"], resources: [archive.arn] },
    { actions: ["s3:ListBucket"], resources: arnsOf(buckets) },
    { actions: ["s3:GetObject"], resources: arnsOf(buckets).map((arn) => below(arn)) },
    ...(settings.pointInTimeRecovery ? exporting(archive, tables) : scanning(tables)),
  ];
}

const scanning = (tables: Parts["tables"]): Allow[] => [
  { actions: ["dynamodb:DescribeTable", "dynamodb:Scan"], resources: arnsOf(tables) },
];

/** DynamoDB writes in the name of who asks (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport_Requesting.html). */
const exporting = (archive: s3.Bucket, tables: Parts["tables"]): Allow[] => [
  { actions: ["dynamodb:DescribeTable", "dynamodb:ExportTableToPointInTime"], resources: arnsOf(tables) },
  {
    actions: ["dynamodb:DescribeExport"],
    resources: arnsOf(tables).map((arn) => pulumi.interpolate`${arn}/export/*`),
  },
  { actions: ["s3:AbortMultipartUpload", "s3:PutObjectAcl"], resources: [below(archive.arn, places.tables)] },
];
