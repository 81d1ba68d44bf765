import { expect } from "chai";
import { AwsError, type AwsService } from "../../src/protocol/service";
import { allServices } from "../support/open-services";
import { membersOf, type ModelMember, requestOf } from "../support/sdk-models";
import { topicArn } from "../support/topics";

/** What every request to S3 names, and what operations cannot do without. */
const base: Record<string, Record<string, unknown>> = {
  s3: {
    Bucket: "bucket",
    Key: "key",
    UploadId: "id",
    PartNumber: 1,
    CopySource: "bucket/key",
    Delete: { Objects: [{ Key: "key" }] },
    Body: "x",
  },
  "cognito-idp": { UserPoolId: "eu-west-1_none", Username: "me", ClientId: "none", AccessToken: "none" },
  sns: { TopicArn: topicArn("news"), SubscriptionArn: topicArn("news:1") },
  sqs: { QueueUrl: "http://localhost:4566/000000000000/jobs", QueueName: "jobs" },
  secretsmanager: { SecretId: "name" },
  ssm: { Name: "name", Names: ["name"] },
  logs: { logGroupName: "group", logStreamName: "stream" },
  lambda: { FunctionName: "worker" },
  monitoring: {
    ...{ Namespace: "Shop", MetricName: "Orders", MetricData: [{ MetricName: "Orders", Value: 1 }] },
    ...{ StartTime: new Date(0), EndTime: new Date(60_000), Period: 60 },
    ...{ AlarmName: "errors", StateValue: "OK", StateReason: "a drill" },
  },
  dynamodb: {
    ...{ TableName: "notes", ResourceArn: "arn:aws:dynamodb:eu-west-1:000000000000:table/notes" },
    ...{ TableArn: "arn:aws:dynamodb:eu-west-1:000000000000:table/notes", S3Bucket: "archive" },
    ...{ ExportArn: "arn:aws:dynamodb:eu-west-1:000000000000:table/notes/export/01793275200000-0123abcd" },
    ...{ StreamArn: "arn:aws:dynamodb:eu-west-1:000000000000:table/notes/stream/2015-01-01T00:00:00.000" },
    ...{ ShardId: "shardId-00000001420070400000-00000001", ShardIteratorType: "LATEST", ShardIterator: "none" },
  },
};

const key = { TableName: "notes", Key: { id: { S: "1" } } };
const transactions: Record<string, object> = { TransactGetItems: { Get: key }, TransactWriteItems: { Delete: key } };

/** What the SDK signs for all regions at once, by a package that is not here. */
const unsendable: Record<string, string> = { PutEvents: "EndpointId" };

/** The members that a request of an operation needs anyway. */
function neededBy(service: string, operation: string): Record<string, unknown> {
  const names = new Set(membersOf(service, operation).map(({ name }) => name));
  // The SDK computes checksums of bodies, and none of another algorithm.
  const hasBody = ["Body", "Delete", "RestoreRequest"].some((name) => names.has(name));
  const checksum = hasBody ? { ChecksumAlgorithm: "CRC32" } : {};
  const all = { ...base[service], ...checksum, TransactItems: [transactions[operation]] };
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.has(name)));
}

/** Whether a service refuses an operation because of a member. */
async function isRefused(service: AwsService, operation: string, member: ModelMember): Promise<boolean> {
  const input = neededBy(service.name, operation);
  const request = await requestOf(service.name, operation, input, member);
  const call = { request, requestId: "", callerArn: "", may: () => true, authorize: () => undefined };
  try {
    await service.handle(call);
    return false;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return error.status === 501 && error.message.startsWith(`${service.name} ${operation} with `);
  }
}

/**
 * The members of AWS's models that operations act on, or that change nothing. Whoever adds one here has made the
 * operation act on it.
 */
const actedOn: Record<string, Record<string, string>> = {
  sts: {
    GetCallerIdentity: "",
  },
  secretsmanager: {
    GetSecretValue: "SecretId VersionId VersionStage",
    DescribeSecret: "SecretId",
    PutSecretValue: "SecretId ClientRequestToken SecretBinary SecretString VersionStages",
  },
  ssm: {
    GetParameter: "Name WithDecryption",
    GetParameters: "Names WithDecryption",
    PutParameter: "Name Value Description Type Overwrite",
    DeleteParameter: "Name",
  },
  "cognito-idp": {
    InitiateAuth: "AuthFlow ClientId AuthParameters ClientMetadata AnalyticsMetadata UserContextData",
    RespondToAuthChallenge:
      "ClientId ChallengeName Session ChallengeResponses AnalyticsMetadata UserContextData ClientMetadata",
    GetTokensFromRefreshToken: "RefreshToken ClientId ClientSecret ClientMetadata",
    SignUp:
      "ClientId Username SecretHash Password UserAttributes ValidationData AnalyticsMetadata UserContextData ClientMetadata",
    ConfirmSignUp: "ClientId Username ConfirmationCode SecretHash AnalyticsMetadata UserContextData ClientMetadata",
    ResendConfirmationCode: "ClientId Username SecretHash UserContextData AnalyticsMetadata ClientMetadata",
    ForgotPassword: "ClientId Username SecretHash UserContextData AnalyticsMetadata ClientMetadata",
    ConfirmForgotPassword:
      "ClientId Username ConfirmationCode Password SecretHash AnalyticsMetadata UserContextData ClientMetadata",
    RevokeToken: "Token ClientId ClientSecret",
    GetUser: "AccessToken",
    ChangePassword: "ProposedPassword AccessToken PreviousPassword",
    GlobalSignOut: "AccessToken",
    AssociateSoftwareToken: "AccessToken Session",
    VerifySoftwareToken: "UserCode AccessToken Session FriendlyDeviceName",
    SetUserMFAPreference: "AccessToken SMSMfaSettings SoftwareTokenMfaSettings EmailMfaSettings",
    AdminCreateUser:
      "UserPoolId Username UserAttributes ValidationData TemporaryPassword MessageAction DesiredDeliveryMediums ClientMetadata",
    AdminSetUserPassword: "UserPoolId Username Password Permanent",
    AdminAddUserToGroup: "UserPoolId Username GroupName",
    AdminRemoveUserFromGroup: "UserPoolId Username GroupName",
    AdminListGroupsForUser: "Username UserPoolId Limit NextToken",
    AdminGetUser: "UserPoolId Username",
    AdminDeleteUser: "UserPoolId Username",
    AdminDisableUser: "UserPoolId Username",
    AdminEnableUser: "UserPoolId Username",
    AdminResetUserPassword: "UserPoolId Username ClientMetadata",
    AdminUserGlobalSignOut: "UserPoolId Username",
    AdminUpdateUserAttributes: "UserPoolId Username UserAttributes ClientMetadata",
    AdminConfirmSignUp: "UserPoolId Username ClientMetadata",
    AdminSetUserMFAPreference: "Username UserPoolId SMSMfaSettings SoftwareTokenMfaSettings EmailMfaSettings",
    AdminInitiateAuth: "UserPoolId ClientId AuthFlow AuthParameters ClientMetadata AnalyticsMetadata ContextData",
    AdminRespondToAuthChallenge:
      "UserPoolId ClientId ChallengeName ChallengeResponses Session AnalyticsMetadata ContextData ClientMetadata",
    ListUserPools: "MaxResults NextToken",
    DescribeUserPool: "UserPoolId",
    ListUserPoolClients: "UserPoolId MaxResults NextToken",
    DescribeUserPoolClient: "UserPoolId ClientId",
    ListGroups: "UserPoolId Limit NextToken",
    GetGroup: "GroupName UserPoolId",
    ListUsers: "UserPoolId AttributesToGet Limit PaginationToken Filter",
    ListUsersInGroup: "UserPoolId GroupName Limit NextToken",
  },
  ec2: {
    DescribeInstances: "InstanceIds DryRun Filters NextToken MaxResults",
    RunInstances: "MaxCount MinCount ImageId InstanceType TagSpecifications DryRun ClientToken",
    StartInstances: "InstanceIds DryRun",
    StopInstances: "InstanceIds SkipOsShutdown DryRun Force",
    TerminateInstances: "InstanceIds Force SkipOsShutdown DryRun",
    CreateTags: "Resources Tags DryRun",
  },
  events: { PutEvents: "Entries" },
  logs: {
    CreateLogGroup: "logGroupName logGroupClass",
    CreateLogStream: "logGroupName logStreamName",
    DescribeLogGroups: "logGroupNamePrefix logGroupNamePattern nextToken limit logGroupClass logGroupIdentifiers",
    DescribeLogStreams: "logGroupName logGroupIdentifier logStreamNamePrefix orderBy descending nextToken limit",
    FilterLogEvents:
      "logGroupName logGroupIdentifier logStreamNames logStreamNamePrefix startTime endTime filterPattern nextToken limit startFromHead interleaved",
    GetLogEvents: "logStreamName logGroupName logGroupIdentifier startTime endTime nextToken limit startFromHead",
    PutLogEvents: "logGroupName logStreamName logEvents sequenceToken",
  },
  sns: {
    GetSubscriptionAttributes: "SubscriptionArn",
    GetTopicAttributes: "TopicArn",
    ListSubscriptions: "NextToken",
    ListSubscriptionsByTopic: "TopicArn NextToken",
    ListTopics: "NextToken",
    Publish: "Message TopicArn TargetArn Subject MessageStructure MessageAttributes",
    PublishBatch: "TopicArn PublishBatchRequestEntries",
  },
  sqs: {
    ChangeMessageVisibility: "QueueUrl ReceiptHandle VisibilityTimeout",
    ChangeMessageVisibilityBatch: "QueueUrl Entries",
    DeleteMessage: "QueueUrl ReceiptHandle",
    DeleteMessageBatch: "QueueUrl Entries",
    GetQueueAttributes: "QueueUrl AttributeNames",
    GetQueueUrl: "QueueName QueueOwnerAWSAccountId",
    PurgeQueue: "QueueUrl",
    ReceiveMessage:
      "QueueUrl AttributeNames MessageSystemAttributeNames MessageAttributeNames MaxNumberOfMessages VisibilityTimeout WaitTimeSeconds",
    SendMessage:
      "QueueUrl MessageBody DelaySeconds MessageAttributes MessageSystemAttributes MessageDeduplicationId MessageGroupId",
    SendMessageBatch: "QueueUrl Entries",
    ListQueues: "QueueNamePrefix NextToken MaxResults",
  },
  monitoring: {
    DescribeAlarmHistory: "AlarmName AlarmTypes HistoryItemType StartDate EndDate MaxRecords NextToken ScanBy",
    DescribeAlarms:
      "AlarmNames AlarmNamePrefix AlarmTypes ChildrenOfAlarmName ParentsOfAlarmName StateValue ActionPrefix MaxRecords NextToken",
    GetMetricData: "MetricDataQueries StartTime EndTime NextToken ScanBy MaxDatapoints LabelOptions",
    GetMetricStatistics: "Namespace MetricName StartTime EndTime Period Dimensions Statistics ExtendedStatistics Unit",
    ListMetrics: "Namespace MetricName Dimensions NextToken RecentlyActive",
    PutMetricData: "Namespace MetricData",
    SetAlarmState: "AlarmName StateValue StateReason StateReasonData",
  },
  dynamodb: {
    BatchGetItem: "RequestItems ReturnConsumedCapacity",
    BatchWriteItem: "RequestItems ReturnConsumedCapacity ReturnItemCollectionMetrics",
    CreateTable:
      "TableName AttributeDefinitions KeySchema LocalSecondaryIndexes GlobalSecondaryIndexes BillingMode ProvisionedThroughput StreamSpecification",
    DeleteItem:
      "TableName Key Expected ConditionalOperator ReturnValues ReturnConsumedCapacity ReturnItemCollectionMetrics ConditionExpression ExpressionAttributeNames ExpressionAttributeValues ReturnValuesOnConditionCheckFailure",
    DeleteTable: "TableName",
    DescribeTable: "TableName",
    GetItem:
      "TableName Key AttributesToGet ConsistentRead ReturnConsumedCapacity ProjectionExpression ExpressionAttributeNames",
    ListTables: "ExclusiveStartTableName Limit",
    ListTagsOfResource: "ResourceArn",
    PutItem:
      "TableName Item Expected ReturnValues ReturnConsumedCapacity ReturnItemCollectionMetrics ConditionalOperator ConditionExpression ExpressionAttributeNames ExpressionAttributeValues ReturnValuesOnConditionCheckFailure",
    Query:
      "TableName IndexName Select AttributesToGet Limit ConsistentRead KeyConditions QueryFilter ConditionalOperator ScanIndexForward ExclusiveStartKey ReturnConsumedCapacity ProjectionExpression FilterExpression KeyConditionExpression ExpressionAttributeNames ExpressionAttributeValues",
    Scan: "TableName IndexName AttributesToGet Limit Select ScanFilter ConditionalOperator ExclusiveStartKey ReturnConsumedCapacity TotalSegments Segment ProjectionExpression FilterExpression ExpressionAttributeNames ExpressionAttributeValues ConsistentRead",
    TagResource: "ResourceArn Tags",
    UntagResource: "ResourceArn TagKeys",
    UpdateItem:
      "TableName Key AttributeUpdates Expected ConditionalOperator ReturnValues ReturnConsumedCapacity ReturnItemCollectionMetrics UpdateExpression ConditionExpression ExpressionAttributeNames ExpressionAttributeValues ReturnValuesOnConditionCheckFailure",
    UpdateTable:
      "TableName AttributeDefinitions BillingMode ProvisionedThroughput GlobalSecondaryIndexUpdates StreamSpecification",
    TransactWriteItems: "TransactItems ReturnConsumedCapacity ReturnItemCollectionMetrics ClientRequestToken",
    TransactGetItems: "TransactItems ReturnConsumedCapacity",
    UpdateTimeToLive: "TableName TimeToLiveSpecification",
    DescribeTimeToLive: "TableName",
    DescribeContinuousBackups: "TableName",
    UpdateContinuousBackups: "TableName PointInTimeRecoverySpecification",
    ExportTableToPointInTime:
      "TableArn S3Bucket ExportTime ClientToken S3BucketOwner S3Prefix S3SseAlgorithm ExportFormat ExportType",
    DescribeExport: "ExportArn",
    ListExports: "TableArn MaxResults NextToken",
    ListStreams: "TableName Limit ExclusiveStartStreamArn",
    DescribeStream: "StreamArn Limit ExclusiveStartShardId",
    GetShardIterator: "StreamArn ShardId ShardIteratorType SequenceNumber",
    GetRecords: "ShardIterator Limit",
  },
  s3: {
    AbortMultipartUpload: "Bucket Key UploadId RequestPayer ExpectedBucketOwner",
    CompleteMultipartUpload:
      "Bucket Key UploadId MultipartUpload ChecksumCRC32 ChecksumCRC32C ChecksumCRC64NVME ChecksumSHA1 ChecksumSHA256 ChecksumType MpuObjectSize RequestPayer ExpectedBucketOwner IfMatch IfNoneMatch",
    CopyObject:
      "Bucket CopySource Key ACL CacheControl ContentDisposition ContentEncoding ContentLanguage ContentType CopySourceIfMatch CopySourceIfModifiedSince CopySourceIfNoneMatch CopySourceIfUnmodifiedSince Expires IfMatch IfNoneMatch Metadata MetadataDirective TaggingDirective ServerSideEncryption StorageClass WebsiteRedirectLocation RequestPayer ExpectedBucketOwner ExpectedSourceBucketOwner",
    CreateMultipartUpload:
      "Bucket Key ACL CacheControl ContentDisposition ContentEncoding ContentLanguage ContentType Expires Metadata ServerSideEncryption StorageClass WebsiteRedirectLocation RequestPayer ExpectedBucketOwner ChecksumAlgorithm ChecksumType",
    DeleteObject: "Bucket Key VersionId RequestPayer BypassGovernanceRetention ExpectedBucketOwner IfMatch",
    DeleteObjects: "Bucket Delete RequestPayer BypassGovernanceRetention ExpectedBucketOwner ChecksumAlgorithm",
    GetBucketLocation: "Bucket ExpectedBucketOwner",
    GetBucketVersioning: "Bucket ExpectedBucketOwner",
    GetObject:
      "Bucket Key IfMatch IfModifiedSince IfNoneMatch IfUnmodifiedSince Range ResponseCacheControl ResponseContentDisposition ResponseContentEncoding ResponseContentLanguage ResponseContentType ResponseExpires VersionId RequestPayer PartNumber ExpectedBucketOwner ChecksumMode",
    HeadBucket: "Bucket ExpectedBucketOwner",
    HeadObject:
      "Bucket Key IfMatch IfModifiedSince IfNoneMatch IfUnmodifiedSince Range ResponseCacheControl ResponseContentDisposition ResponseContentEncoding ResponseContentLanguage ResponseContentType ResponseExpires VersionId RequestPayer PartNumber ExpectedBucketOwner ChecksumMode",
    ListBuckets: "MaxBuckets ContinuationToken Prefix BucketRegion",
    ListMultipartUploads:
      "Bucket EncodingType KeyMarker MaxUploads Prefix UploadIdMarker ExpectedBucketOwner RequestPayer",
    ListObjectVersions:
      "Bucket Delimiter EncodingType KeyMarker MaxKeys Prefix VersionIdMarker ExpectedBucketOwner RequestPayer OptionalObjectAttributes",
    ListObjects:
      "Bucket Delimiter EncodingType Marker MaxKeys Prefix RequestPayer ExpectedBucketOwner OptionalObjectAttributes",
    ListObjectsV2:
      "Bucket Delimiter EncodingType MaxKeys Prefix ContinuationToken FetchOwner StartAfter RequestPayer ExpectedBucketOwner OptionalObjectAttributes",
    ListParts: "Bucket Key UploadId MaxParts PartNumberMarker RequestPayer ExpectedBucketOwner",
    PutObject:
      "Bucket Key ACL Body CacheControl ContentDisposition ContentEncoding ContentLanguage ContentLength ContentMD5 ContentType ChecksumAlgorithm ChecksumCRC32 ChecksumCRC32C ChecksumCRC64NVME ChecksumSHA1 ChecksumSHA256 Expires IfMatch IfNoneMatch Metadata ServerSideEncryption StorageClass WebsiteRedirectLocation RequestPayer ExpectedBucketOwner",
    RestoreObject: "Bucket Key VersionId RestoreRequest RequestPayer ChecksumAlgorithm ExpectedBucketOwner",
    UploadPartCopy:
      "Bucket CopySource Key PartNumber UploadId CopySourceIfMatch CopySourceIfModifiedSince CopySourceIfNoneMatch CopySourceIfUnmodifiedSince CopySourceRange RequestPayer ExpectedBucketOwner ExpectedSourceBucketOwner",
    UploadPart:
      "Bucket Key PartNumber UploadId Body ContentLength ContentMD5 ChecksumAlgorithm ChecksumCRC32 ChecksumCRC32C ChecksumCRC64NVME ChecksumSHA1 ChecksumSHA256 RequestPayer ExpectedBucketOwner",
  },
  lambda: {
    ListFunctions: "FunctionVersion Marker MaxItems",
    GetFunction: "FunctionName Qualifier",
    GetFunctionConcurrency: "FunctionName",
    Invoke: "FunctionName InvocationType LogType Payload Qualifier",
  },
};

describe("protocol/operations: members of requests", () => {
  let host: Awaited<ReturnType<typeof allServices>>;

  before(async () => (host = await allServices([{ type: "aws:s3/bucket:Bucket", inputs: { bucket: "bucket" } }])));
  after(() => host.close());

  for (const [name, operations] of Object.entries(actedOn))
    for (const [operation, members] of Object.entries(operations)) {
      it(`are acted on or refused by ${name} ${operation}, each that AWS knows`, async () => {
        const service = host.aws.find((one) => one.name === name);
        if (!service) throw new Error(`there is no service ${name}`);
        const acts: string[] = [];
        for (const member of membersOf(name, operation).filter((one) => one.name !== unsendable[operation]))
          if (!(await isRefused(service, operation, member))) acts.push(member.name);
        expect(acts.join(" ")).to.equal(members);
      });
    }

  it("are held against AWS's models for every operation that is served", () => {
    const served = host.aws.flatMap(({ name, operations }) => operations.map((operation) => `${name} ${operation}`));
    const held = Object.entries(actedOn).flatMap(([name, operations]) =>
      Object.keys(operations).map((operation) => `${name} ${operation}`),
    );
    expect(held.sort()).to.deep.equal(served.sort());
  });
});
