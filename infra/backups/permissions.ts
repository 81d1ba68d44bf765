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
const below = (bucket: pulumi.Input<string>, prefix = ""): pulumi.Output<string> =>
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

/**
 * What the function may that restores: of the two, it alone writes to tables and to buckets other than the archive.
 *
 * @param parts `restoreFrom` is another archive that it may read
 */
export function restorePermissions({
  archive,
  restoreFrom,
  tables,
  buckets,
}: Omit<Parts, "settings"> & { restoreFrom: string | undefined }): Allow[] {
  const archives = [archive.arn, ...(restoreFrom === undefined ? [] : [`arn:aws:s3:::${restoreFrom}`])];
  const inArchives = (...prefixes: string[]) => archives.flatMap((arn) => prefixes.map((prefix) => below(arn, prefix)));
  const bucketArns = arnsOf(buckets);
  return [
    { actions: ["s3:ListBucket"], resources: [...archives, ...bucketArns] },
    { actions: ["s3:GetObject"], resources: inArchives(places.backups, places.indexes, places.tables) },
    { actions: ["s3:GetObjectVersion"], resources: inArchives(places.copies) },
    { actions: ["s3:RestoreObject"], resources: inArchives(places.tables, places.copies) },
    {
      actions: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
      resources: bucketArns.map((arn) => below(arn)),
    },
    {
      actions: [
        "dynamodb:DescribeTable",
        "dynamodb:BatchGetItem",
        "dynamodb:PutItem",
        "dynamodb:BatchWriteItem",
        "dynamodb:Scan",
      ],
      resources: arnsOf(tables),
    },
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
