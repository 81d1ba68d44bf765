import { type Graph, json, object, ofType, type Properties } from "../../../graph/graph";
import { statementsOf, type Statement } from "../../../protocol/iam/document";
import { parseJson } from "../../../parse-json";

/**
 * Conditions that hold a statement to somebody, if their values are fixed
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status).
 */
const holding = new Set([
  ...["aws:sourceip", "aws:sourcearn", "aws:sourcevpc", "aws:sourcevpce", "aws:sourceowner", "aws:sourceaccount"],
  ...["aws:principalorgid", "aws:principalarn", "aws:principalaccount", "aws:userid", "aws:viaawsservice"],
  ...["s3:dataaccesspointarn", "s3:dataaccesspointaccount", "s3:x-amz-server-side-encryption-aws-kms-key-id"],
]);

/** Whether a bucket's policy lets everybody in: what S3 calls public. */
export const isPublic = (document: string): boolean => statementsOf(parseJson(document), "resource").some(letsAllIn);

function letsAllIn({ effect, principals, conditions }: Statement): boolean {
  if (effect !== "Allow" || principals === undefined) return false;
  if (principals !== "*" && !principals.AWS?.includes("*")) return false;
  return !conditions.some(
    ([, key, values]) => holding.has(key.toLowerCase()) && !values.some((one) => /[*?$]/.test(one)),
  );
}

const blockType = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
const policyType = "aws:s3/bucketPolicy:BucketPolicy";

/** A bucket whose policy lets everybody in, and that AWS keeps closed all the same. */
export interface Closed {
  bucket: string;
  /** Why, in a line for the person at the console. */
  why: string;
}

/**
 * The buckets that stay closed to everybody, whatever their policies say: those whose public access is blocked, as it is
 * of every bucket since April 2023 that does not say otherwise.
 */
export const closedBuckets = (graph: Graph): Closed[] =>
  ofType(graph, policyType)
    .filter(({ inputs }) => isPublic(json(inputs, "policy")))
    .flatMap(({ inputs }) => closedBucket(graph, String(inputs.bucket)) ?? []);

function closedBucket(graph: Graph, bucket: string): Closed | undefined {
  const block = ofType(graph, blockType).find(({ inputs }) => inputs.bucket === bucket);
  const nobody = "nobody is let in here without a signature";
  const refused = `AWS would refuse the policy of bucket ${bucket}, which lets everybody in`;
  if (!block)
    return {
      bucket,
      why: `${refused}: buckets block public policies unless an aws.s3.BucketPublicAccessBlock says otherwise; ${nobody}`,
    };
  const { name, inputs } = block;
  if (isSet(inputs, "blockPublicPolicy"))
    return { bucket, why: `${refused}: the BucketPublicAccessBlock ${name} has blockPublicPolicy; ${nobody}` };
  if (!isSet(inputs, "restrictPublicBuckets")) return undefined;
  return {
    bucket,
    why: `the policy of bucket ${bucket} lets everybody in, but the BucketPublicAccessBlock ${name} has restrictPublicBuckets: ${nobody}`,
  };
}

const isSet = (inputs: Properties, key: string): boolean => inputs[key] === true;

const ownershipType = "aws:s3/bucketOwnershipControls:BucketOwnershipControls";

/**
 * Whether a bucket takes and heeds ACLs that let everybody in. Buckets have no ACLs since April 2023, and block such, unless
 * the program says otherwise of both.
 */
export function takesPublicAcls(graph: Graph, bucket: string): boolean {
  const controls = ofType(graph, ownershipType).find(({ inputs }) => inputs.bucket === bucket);
  const ownership = controls && object(controls.inputs, "rule").objectOwnership;
  if (ownership !== "BucketOwnerPreferred" && ownership !== "ObjectWriter") return false;
  const block = ofType(graph, blockType).find(({ inputs }) => inputs.bucket === bucket);
  return block !== undefined && !isSet(block.inputs, "blockPublicAcls") && !isSet(block.inputs, "ignorePublicAcls");
}
