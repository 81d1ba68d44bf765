import { isStandard } from "../services/sqs/declared";
import { isServed } from "../services/lambda/function";
import type { Graph, Resource } from "../graph/graph";
import { isSchedule, isScheduled } from "../services/events/declared";

/** Resource types that the host brings to life; all others are recorded only. */
const servedTypes = new Set([
  "aws:apigateway/apiKey:ApiKey",
  "aws:apigateway/deployment:Deployment",
  "aws:apigateway/methodSettings:MethodSettings",
  "aws:apigateway/restApi:RestApi",
  "aws:apigateway/stage:Stage",
  "aws:apigateway/usagePlan:UsagePlan",
  "aws:apigateway/usagePlanKey:UsagePlanKey",
  "aws:cloudwatch/eventRule:EventRule",
  "aws:cloudwatch/eventTarget:EventTarget",
  "aws:cloudwatch/logGroup:LogGroup",
  "aws:dynamodb/table:Table",
  "aws:ec2/instance:Instance",
  "aws:iam/role:Role",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:lambda/function:Function",
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
  "aws:s3/bucket:Bucket",
  "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration",
  "aws:s3/bucketCorsConfigurationV2:BucketCorsConfigurationV2",
  "aws:s3/bucketNotification:BucketNotification",
  "aws:s3/bucketPolicy:BucketPolicy",
  "aws:s3/bucketV2:BucketV2",
  "aws:sqs/queue:Queue",
  "aws:sqs/queuePolicy:QueuePolicy",
  "aws:sqs/redrivePolicy:RedrivePolicy",
  "aws:ssm/parameter:Parameter",
]);

/** Types of which some resources are beyond the host. */
const conditions: Record<string, (resource: Resource, graph: Graph) => boolean> = {
  "aws:cloudwatch/eventRule:EventRule": isSchedule,
  "aws:cloudwatch/eventTarget:EventTarget": isScheduled,
  "aws:lambda/function:Function": isServed,
  "aws:sqs/queue:Queue": isStandard,
};

/** Whether the host brings a resource to life, rather than recording it only. */
export const isAlive = (resource: Resource, graph: Graph): boolean =>
  servedTypes.has(resource.type) && (conditions[resource.type]?.(resource, graph) ?? true);
