import { arn, type Computed, digits, type Naming, physicalName } from "../graph/naming";

const maximumBucketName = 63;

/** A bucket's automatic name is lower case, and cut before its digits where it would be too long. */
function bucketName(naming: Naming): string {
  const { bucket, bucketPrefix } = naming.inputs;
  if (typeof bucket === "string") return bucket;
  if (typeof bucketPrefix === "string") return `${bucketPrefix}${digits(naming, 26)}`.slice(0, maximumBucketName);
  const suffix = `-${digits(naming, 7)}`;
  return naming.name.toLowerCase().slice(0, maximumBucketName - suffix.length) + suffix;
}

function bucket(naming: Naming): Computed {
  const name = bucketName(naming);
  return {
    id: name,
    bucket: name,
    arn: `arn:aws:s3:::${name}`,
    bucketDomainName: `${name}.s3.amazonaws.com`,
    bucketRegionalDomainName: `${name}.s3.${naming.region}.amazonaws.com`,
    region: naming.region,
  };
}

function table(naming: Naming): Computed {
  const name = physicalName(naming);
  const tableArn = arn(naming, "dynamodb", `table/${name}`);
  if (naming.inputs.streamEnabled !== true) return { id: name, name, arn: tableArn };
  // A stream's label is the time it was enabled; here it must not change.
  const streamLabel = "2015-01-01T00:00:00.000";
  return { id: name, name, arn: tableArn, streamLabel, streamArn: `${tableArn}/stream/${streamLabel}` };
}

/** Computed outputs of what keeps data, by resource type. */
export const computedData: Record<string, (naming: Naming) => Computed> = {
  "aws:dynamodb/table:Table": table,
  "aws:s3/bucket:Bucket": bucket,
  "aws:s3/bucketV2:BucketV2": bucket,
};

/** Resources that configure a bucket and are known by its name: all that begin so, except objects and metrics. */
export const isBucketPart = (type: string): boolean => /^aws:s3\/bucket(?!Object(v2)?:|Metric:)/.test(type);

/** A part of a bucket has the bucket's name as its id. */
export const bucketPart = ({ inputs }: Naming): Computed => ({ id: String(inputs.bucket) });
