import { isServed } from "./lambda/function";
import type { Resource } from "./program/graph";

/** Resource types that the host brings to life; all others are recorded only. */
const servedTypes = new Set([
  "aws:apigateway/apiKey:ApiKey",
  "aws:apigateway/deployment:Deployment",
  "aws:apigateway/methodSettings:MethodSettings",
  "aws:apigateway/restApi:RestApi",
  "aws:apigateway/stage:Stage",
  "aws:apigateway/usagePlan:UsagePlan",
  "aws:apigateway/usagePlanKey:UsagePlanKey",
  "aws:dynamodb/table:Table",
  "aws:ec2/instance:Instance",
  "aws:iam/role:Role",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:lambda/function:Function",
  "aws:s3/bucket:Bucket",
  "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration",
  "aws:s3/bucketCorsConfigurationV2:BucketCorsConfigurationV2",
  "aws:s3/bucketNotification:BucketNotification",
  "aws:s3/bucketPolicy:BucketPolicy",
  "aws:s3/bucketV2:BucketV2",
  "aws:ssm/parameter:Parameter",
]);

/** Whether the host brings a resource to life, rather than recording it only. */
export const isAlive = (resource: Resource): boolean =>
  servedTypes.has(resource.type) && (resource.type !== "aws:lambda/function:Function" || isServed(resource));
