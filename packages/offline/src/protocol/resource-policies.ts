import { UserError } from "../errors";
import { type Graph, ofType, text } from "../graph/graph";
import { compile, type Policy } from "./iam/compile";
import { MalformedPolicy } from "./iam/document";
import { queuesOf } from "../services/sqs/declared";

/**
 * The policies that buckets and queues have of their own, by the ARN of the bucket or queue.
 *
 * @throws UserError for a policy that AWS would refuse, naming its resource
 */
export function resourcePolicies(graph: Graph): Map<string, Policy> {
  const buckets = ofType(graph, "aws:s3/bucketPolicy:BucketPolicy").map(({ inputs }) => {
    const bucket = text(inputs, "bucket");
    return [`arn:aws:s3:::${bucket}`, read(text(inputs, "policy"), `bucket ${bucket}`)] as const;
  });
  const queues = queuesOf(graph).flatMap(({ name, arn, policy }) =>
    policy === undefined ? [] : [[arn, read(policy, `queue ${name}`)] as const],
  );
  return new Map([...buckets, ...queues]);
}

function read(policy: string, resource: string): Policy {
  try {
    return compile([JSON.parse(policy)], "resource");
  } catch (error) {
    if (error instanceof MalformedPolicy || error instanceof SyntaxError)
      throw new UserError(`AWS would refuse the policy of ${resource}: ${error.message}`);
    throw error;
  }
}
