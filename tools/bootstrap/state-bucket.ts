import {
  BucketLocationConstraint,
  CreateBucketCommand,
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { UserError } from "../../packages/offline/src/errors";
import { isSame, orMissing, type Step } from "./step";

/** A setting of the bucket. */
interface Setting {
  what: string;
  isThere(): Promise<boolean>;
  put(): Promise<unknown>;
}

const isPrivate = {
  BlockPublicAcls: true,
  BlockPublicPolicy: true,
  IgnorePublicAcls: true,
  RestrictPublicBuckets: true,
};

/**
 * The bucket of Pulumi's state: versioned, so that a state that was lost can be got back; private, encrypted, over TLS
 * alone.
 *
 * @param region where it is, or is to be
 */
export function stateBucketStep(s3: S3Client, bucket: string, region: string): Step {
  const Bucket = bucket;
  const settings: Setting[] = [
    {
      what: "versioned",
      isThere: async () => (await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status === "Enabled",
      put: () => s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } })),
    },
    {
      what: "private",
      isThere: async () => {
        const found = await orMissing(
          s3.send(new GetPublicAccessBlockCommand({ Bucket })),
          "NoSuchPublicAccessBlockConfiguration",
        );
        return isSame(found?.PublicAccessBlockConfiguration, isPrivate);
      },
      put: () => s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: isPrivate })),
    },
    {
      what: "encrypted",
      isThere: async () => {
        const found = await orMissing(
          s3.send(new GetBucketEncryptionCommand({ Bucket })),
          "ServerSideEncryptionConfigurationNotFoundError",
        );
        const [rule] = found?.ServerSideEncryptionConfiguration?.Rules ?? [];
        return rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm !== undefined;
      },
      put: () => s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: byAws })),
    },
    {
      what: "open over TLS alone",
      isThere: async () => {
        const found = await orMissing(s3.send(new GetBucketPolicyCommand({ Bucket })), "NoSuchBucketPolicy");
        return found?.Policy !== undefined && isSame(JSON.parse(found.Policy), tlsOnly(bucket));
      },
      put: () => s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify(tlsOnly(bucket)) })),
    },
  ];
  return {
    async pending() {
      if (!(await exists(s3, bucket))) return `make the bucket ${bucket} for Pulumi's state: ${names(settings)}`;
      const missing = await missingOf(settings);
      return missing.length > 0 ? `make the bucket ${bucket} ${names(missing)}` : undefined;
    },
    async make() {
      if (!(await exists(s3, bucket))) await create(s3, bucket, region);
      for (const { put } of await missingOf(settings)) await put();
    },
  };
}

const names = (settings: Setting[]): string => settings.map(({ what }) => what).join(", ");

async function missingOf(settings: Setting[]): Promise<Setting[]> {
  const missing: Setting[] = [];
  for (const setting of settings) if (!(await setting.isThere())) missing.push(setting);
  return missing;
}

const byAws = { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" as const } }] };

const tlsOnly = (bucket: string) => ({
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "TlsOnly",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
  ],
});

const taken = (bucket: string): UserError =>
  new UserError(
    `the bucket ${bucket} is somebody else's, or your credentials may not look at it: choose another name by --state-bucket`,
  );

/** @throws UserError for one that somebody else has */
async function exists(s3: S3Client, bucket: string): Promise<boolean> {
  try {
    await s3.send(new HeadBucketCommand({ Bucket: bucket }));
    return true;
  } catch (error) {
    // A request without a body has its status alone.
    const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
    if (status === 404) return false;
    if (status === 403) throw taken(bucket);
    if (status === 301)
      throw new UserError(`the bucket ${bucket} is in another region: choose another by --state-bucket`);
    throw error;
  }
}

async function create(s3: S3Client, bucket: string, region: string): Promise<void> {
  // Where S3 began, a bucket has no constraint; the SDK knows every other region by its name.
  const place = region === "us-east-1" ? {} : { CreateBucketConfiguration: { LocationConstraint: constraint(region) } };
  try {
    await s3.send(new CreateBucketCommand({ Bucket: bucket, ...place }));
  } catch (error) {
    if (error instanceof Error && error.name === "BucketAlreadyExists") throw taken(bucket);
    throw error;
  }
}

function constraint(region: string): BucketLocationConstraint {
  const known = Object.values(BucketLocationConstraint).find((one) => one === region);
  if (known === undefined)
    throw new UserError(`S3 has no region ${region}: set aws:region to one of AWS's, or say --region`);
  return known;
}
