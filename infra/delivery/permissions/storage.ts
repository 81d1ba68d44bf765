import { anywhere, inAccount, on, type Permission, type Permissions, type Purpose } from "./permission";

/** Buckets have names of their own in all accounts: Pulumi begins them with the capability's, and adds seven digits. */
export const buckets = ["backups-archive-*", "cityflow-data-*", "events-images-*", "site-pages-*"].map(
  (name) => `arn:aws:s3:::${name}`,
);

/** Tables have fixed names, apart from that of events. */
export const tables = inAccount("dynamodb", "table/events-*", "table/cityflow-*", "table/CommentairesAlternance");

export const queues = inAccount("sqs", "dead-letters-*");

const pages = ["arn:aws:s3:::site-pages-*/*"];

const onBuckets = (actions: Partial<Record<Purpose, readonly string[]>>): Permission[] => on(buckets, actions);

/** Buckets, tables, queues and parameters. */
export const storage: Permissions = {
  "aws:s3/bucket:Bucket": [
    ...onBuckets({
      create: ["s3:CreateBucket"],
      // The provider reads all settings of a bucket, also those that other resources make.
      read: [
        "s3:GetAccelerateConfiguration",
        "s3:GetBucketAcl",
        "s3:GetBucketCORS",
        "s3:GetBucketLocation",
        "s3:GetBucketLogging",
        "s3:GetBucketObjectLockConfiguration",
        "s3:GetBucketPolicy",
        "s3:GetBucketRequestPayment",
        "s3:GetBucketTagging",
        "s3:GetBucketVersioning",
        "s3:GetBucketWebsite",
        "s3:GetEncryptionConfiguration",
        "s3:GetLifecycleConfiguration",
        "s3:GetReplicationConfiguration",
        "s3:ListBucket",
        "s3:ListTagsForResource",
      ],
      delete: ["s3:DeleteBucket", "s3:ListBucketVersions"],
      tag: ["s3:PutBucketTagging", "s3:TagResource", "s3:UntagResource"],
    }),
    // Where `atelier:forceDestroy` says so, a bucket goes with all that is in it.
    ...on(
      buckets.map((bucket) => `${bucket}/*`),
      { delete: ["s3:DeleteObject", "s3:DeleteObjectVersion"] },
    ),
  ],
  "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": onBuckets({
    read: ["s3:GetBucketCORS"],
    create: ["s3:PutBucketCORS"],
  }),
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": onBuckets({
    read: ["s3:GetLifecycleConfiguration"],
    create: ["s3:PutLifecycleConfiguration"],
  }),
  "aws:s3/bucketNotification:BucketNotification": onBuckets({
    read: ["s3:GetBucketNotification"],
    create: ["s3:PutBucketNotification"],
  }),
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": onBuckets({
    read: ["s3:GetBucketOwnershipControls"],
    create: ["s3:PutBucketOwnershipControls"],
  }),
  "aws:s3/bucketPolicy:BucketPolicy": onBuckets({
    read: ["s3:GetBucketPolicy"],
    create: ["s3:PutBucketPolicy"],
    delete: ["s3:DeleteBucketPolicy"],
  }),
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": onBuckets({
    read: ["s3:GetBucketPublicAccessBlock"],
    create: ["s3:PutBucketPublicAccessBlock"],
  }),
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": onBuckets({
    read: ["s3:GetEncryptionConfiguration"],
    create: ["s3:PutEncryptionConfiguration"],
  }),
  "aws:s3/bucketVersioning:BucketVersioning": onBuckets({
    read: ["s3:GetBucketVersioning"],
    create: ["s3:PutBucketVersioning"],
  }),
  "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration": onBuckets({
    read: ["s3:GetBucketWebsite"],
    create: ["s3:PutBucketWebsite"],
    delete: ["s3:DeleteBucketWebsite"],
  }),
  // The program keeps the site's files alone: what people upload, nobody who deploys needs to read.
  "aws:s3/bucketObjectv2:BucketObjectv2": on(pages, {
    create: ["s3:PutObject"],
    read: ["s3:GetObject", "s3:GetObjectTagging"],
    delete: ["s3:DeleteObject"],
    tag: ["s3:PutObjectTagging"],
  }),
  "aws:dynamodb/table:Table": on(tables, {
    create: ["dynamodb:CreateTable"],
    read: [
      "dynamodb:DescribeContinuousBackups",
      "dynamodb:DescribeTable",
      "dynamodb:DescribeTimeToLive",
      "dynamodb:ListTagsOfResource",
    ],
    update: ["dynamodb:UpdateTable", "dynamodb:UpdateContinuousBackups", "dynamodb:UpdateTimeToLive"],
    delete: ["dynamodb:DeleteTable"],
    tag: ["dynamodb:TagResource", "dynamodb:UntagResource"],
  }),
  "aws:sqs/queue:Queue": on(queues, {
    create: ["sqs:CreateQueue"],
    read: ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ListQueueTags"],
    update: ["sqs:SetQueueAttributes"],
    delete: ["sqs:DeleteQueue"],
    tag: ["sqs:TagQueue", "sqs:UntagQueue"],
  }),
  "aws:sqs/queuePolicy:QueuePolicy": on(queues, {
    create: ["sqs:SetQueueAttributes"],
    read: ["sqs:GetQueueAttributes"],
  }),
  // Those that the stack tells, by name: the secrets beside them are neither read nor written by whoever deploys.
  "aws:ssm/parameter:Parameter": [
    ...on(inAccount("ssm", ...["apiUrl", "siteUrl", "buckets/*"].map((key) => `parameter/{project}/*/${key}`)), {
      create: ["ssm:PutParameter"],
      read: ["ssm:GetParameter", "ssm:GetParameters", "ssm:ListTagsForResource"],
      delete: ["ssm:DeleteParameter"],
      tag: ["ssm:AddTagsToResource", "ssm:RemoveTagsFromResource"],
    }),
    ...on(anywhere, { read: ["ssm:DescribeParameters"] }),
  ],
};
