/** Types of resources that cost nothing, by the reason. What they belong to may cost: that is the business of its service. */
const reasons: Record<string, readonly string[]> = {
  "IAM is free": [
    "aws:iam/role:Role",
    "aws:iam/rolePolicy:RolePolicy",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    "aws:iam/policy:Policy",
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
  ],
  "settings of an API, which is billed by its requests": [
    "aws:apigateway/account:Account",
    "aws:apigateway/apiKey:ApiKey",
    "aws:apigateway/deployment:Deployment",
    "aws:apigateway/methodSettings:MethodSettings",
    "aws:apigateway/response:Response",
    "aws:apigateway/usagePlan:UsagePlan",
    "aws:apigateway/usagePlanKey:UsagePlanKey",
  ],
  "who may invoke a function": ["aws:lambda/permission:Permission"],
  "rules of the default bus and their targets are free": [
    "aws:cloudwatch/eventRule:EventRule",
    "aws:cloudwatch/eventTarget:EventTarget",
  ],
  "parts of a user pool, which is billed by its users": [
    "aws:cognito/resourceServer:ResourceServer",
    "aws:cognito/userGroup:UserGroup",
    "aws:cognito/userPoolClient:UserPoolClient",
    "aws:cognito/userPoolDomain:UserPoolDomain",
  ],
  "settings of a web ACL, which is billed by its rules and requests": [
    "aws:wafv2/webAclAssociation:WebAclAssociation",
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
  ],
  "who may write into a log group": ["aws:cloudwatch/logResourcePolicy:LogResourcePolicy"],
  "a log group is billed by what is in it; metric filters by the metrics that they make": [
    "aws:cloudwatch/logMetricFilter:LogMetricFilter",
  ],
  "settings of a bucket, which is billed by what is in it": [
    "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration",
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    "aws:s3/bucketNotification:BucketNotification",
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
    "aws:s3/bucketPolicy:BucketPolicy",
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "aws:s3/bucketVersioning:BucketVersioning",
    "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration",
  ],
  "policies of queues and topics": ["aws:sqs/queuePolicy:QueuePolicy", "aws:sns/topicPolicy:TopicPolicy"],
  "settings of a distribution, which is billed by its requests": [
    "aws:cloudfront/cachePolicy:CachePolicy",
    "aws:cloudfront/originAccessControl:OriginAccessControl",
    "aws:cloudfront/originRequestPolicy:OriginRequestPolicy",
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
  ],
  "certificates for CloudFront are free": [
    "aws:acm/certificate:Certificate",
    "aws:acm/certificateValidation:CertificateValidation",
  ],
  "a VPC and its parts are free, but for NAT gateways and addresses": [
    "aws:ec2/internetGateway:InternetGateway",
    "aws:ec2/route:Route",
    "aws:ec2/routeTable:RouteTable",
    "aws:ec2/routeTableAssociation:RouteTableAssociation",
    "aws:ec2/securityGroup:SecurityGroup",
    "aws:ec2/subnet:Subnet",
    "aws:ec2/vpc:Vpc",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  ],
  "budgets that only tell are free": ["aws:budgets/budget:Budget"],
  "standard parameters are free": ["aws:ssm/parameter:Parameter"],
  "nothing on AWS": ["pulumi:providers:aws", "pulumi:providers:awsx", "pulumi:pulumi:Stack"],
};

/** Why a type costs nothing, by the type. */
export const freeTypes: ReadonlyMap<string, string> = new Map(
  Object.entries(reasons).flatMap(([reason, types]) => types.map((type) => [type, reason] as const)),
);
