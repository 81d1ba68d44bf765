import { type Graph, object, ofType } from "../../packages/offline/src/graph/graph";

/** A rule of the trade that the program does not keep, and why not. */
export interface Waiver {
  /** As checkov (`CKV_…`), cdk-nag (`AwsSolutions-…`) or AWS's Foundational Security Best Practices number it. */
  rules: string;
  what: string;
  why: string;
  /** Whether the program keeps it all the same: then the waiver has to go. */
  isKept: (graph: Graph) => boolean;
}

const has =
  (type: string, ...inputs: string[]) =>
  (graph: Graph): boolean =>
    ofType(graph, type).some((resource) => inputs.some((input) => resource.inputs[input] !== undefined));

const exists =
  (type: string) =>
  (graph: Graph): boolean =>
    ofType(graph, type).length > 0;

/** Whether a bucket has versions of its objects. */
const keepsVersions = (graph: Graph, bucket: string): boolean =>
  ofType(graph, "aws:s3/bucketVersioning:BucketVersioning").some(({ name }) => name === bucket);

const lambda = "aws:lambda/function:Function";
const stage = "aws:apigateway/stage:Stage";
const distribution = "aws:cloudfront/distribution:Distribution";

/** The one list of them; docs/deploy.md has it for people. */
export const waivers: readonly Waiver[] = [
  {
    rules: "CKV_AWS_21, S3.14",
    what: "Versions of objects in the buckets of images and measurements",
    why: "every upload of an image has a key of its own, and a file of measurements is replaced on purpose; versions would keep what has been judged and deleted",
    isKept: (graph) => keepsVersions(graph, "events-images") || keepsVersions(graph, "cityflow-data"),
  },
  {
    rules: "CKV_AWS_21, S3.14",
    what: "Versions of the site's files",
    why: "the repository has them; a deployment of an earlier commit brings them back",
    isKept: (graph) => keepsVersions(graph, "site-pages"),
  },
  {
    rules: "CKV_AWS_18, S3.9, AwsSolutions-S1",
    what: "Access logs of buckets",
    why: "a second bucket that grows with each request; functions log what they do, and people come by presigned addresses that the API's log knows",
    isKept: exists("aws:s3/bucketLogging:BucketLogging"),
  },
  {
    rules: "CKV_AWS_144, S3.7",
    what: "Replication of buckets to another region",
    why: "it doubles what is stored and paid; backups are the second copy",
    isKept: exists("aws:s3/bucketReplicationConfig:BucketReplicationConfig"),
  },
  {
    rules: "CKV_AWS_145, CKV_AWS_186, CKV_AWS_119, CKV_AWS_158, CKV_AWS_27",
    what: "Keys of one's own for buckets, tables, logs and queues",
    why: "each costs a dollar a month and its requests besides; all is encrypted with AWS's own keys",
    isKept: exists("aws:kms/key:Key"),
  },
  {
    rules: "CKV2_AWS_34",
    what: "Encryption of the parameters that other programs read",
    why: "they are addresses and names, which are no secrets; what is secret is a SecureString that a person puts",
    isKept: (graph) =>
      ofType(graph, "aws:ssm/parameter:Parameter").every(({ inputs }) => inputs.type === "SecureString"),
  },
  {
    rules: "CKV_AWS_115",
    what: "Reserved concurrency of functions",
    why: "it is taken from the account's pool, of which new accounts have ten; the stage, the keys and the open routes have limits of their own",
    isKept: has(lambda, "reservedConcurrentExecutions"),
  },
  {
    rules: "CKV_AWS_117, Lambda.3",
    what: "Functions in a VPC",
    why: "they would need a NAT gateway, at 30 dollars a month, to reach the services that they call",
    isKept: has(lambda, "vpcConfig"),
  },
  {
    rules: "CKV_AWS_272",
    what: "Signed code of functions",
    why: "what is deployed is what this program made, by whoever may deploy; a signing profile adds a step for nobody's gain",
    isKept: has(lambda, "codeSigningConfigArn"),
  },
  {
    rules: "CKV_AWS_50, CKV_AWS_73",
    what: "Traces by X-Ray, unless the stack asks for them",
    why: "they cost by the request; logs carry the id of each one",
    isKept: (graph) => has(lambda, "tracingConfig")(graph) || has(stage, "xrayTracingEnabled")(graph),
  },
  {
    rules: "CKV_AWS_26, SNS.1, AwsSolutions-SNS2",
    what: "A key for the topic of alarms",
    why: "CloudWatch cannot publish through AWS's own, and another one costs a dollar a month; a message holds an alarm's name and figures",
    isKept: has("aws:sns/topic:Topic", "kmsMasterKeyId"),
  },
  {
    rules: "CKV_AWS_76, AwsSolutions-APIG1",
    what: "Access logs of the API, unless the stack asks for them",
    why: "AWS refuses them where the account has no role for them, as fresh ones have not; functions leave a line for each request",
    isKept: has(stage, "accessLogSettings"),
  },
  {
    rules: "APIGateway.1, AwsSolutions-APIG6",
    what: "Execution logs of the API",
    why: "they need the same role, and many lines for each request, which cost by the gigabyte",
    isKept: (graph) =>
      ofType(graph, "aws:apigateway/methodSettings:MethodSettings").some(
        ({ inputs }) => object(inputs, "settings").loggingLevel !== undefined,
      ),
  },
  {
    rules: "CKV_AWS_120, APIGateway.5",
    what: "A cache of the API",
    why: "the smallest costs 14 dollars a month",
    isKept: has(stage, "cacheClusterEnabled"),
  },
  {
    rules: "CKV2_AWS_51, APIGateway.2",
    what: "A client certificate for the API's integrations",
    why: "they are functions of the same account, which IAM lets in",
    isKept: has(stage, "clientCertificateId"),
  },
  {
    rules: "CKV_AWS_86, CloudFront.5, AwsSolutions-CFR3",
    what: "Access logs of the distribution",
    why: "a bucket that grows with each request, of pages that are the same for everybody; what people do is in the logs of the API's functions",
    isKept: (graph) =>
      has(distribution, "loggingConfig")(graph) ||
      exists("aws:cloudwatch/logDeliverySource:LogDeliverySource")(graph) ||
      exists("aws:cloudfront/realtimeLogConfig:RealtimeLogConfig")(graph),
  },
  {
    rules: "CKV_AWS_68, CKV2_AWS_29, CKV2_AWS_47, CloudFront.6, APIGateway.4, AwsSolutions-CFR2, AwsSolutions-APIG3",
    what: "A web application firewall before the site and the API, unless the stack asks for one",
    why: "each costs five dollars a month, one for each rule, and the requests besides; the API limits rates, checks what comes in by its schemas and keeps its keys, and the site is files",
    isKept: (graph) => has(distribution, "webAclId")(graph) || exists("aws:wafv2/webAcl:WebAcl")(graph),
  },
  {
    rules: "CKV_AWS_374, AwsSolutions-CFR1",
    what: "Countries that the site is closed to",
    why: "there is nothing that some countries may see and others not",
    isKept: (graph) =>
      ofType(graph, distribution).some(
        ({ inputs }) => object(object(inputs, "restrictions"), "geoRestriction").restrictionType !== "none",
      ),
  },
  {
    rules: "CKV_AWS_310, CloudFront.4",
    what: "A second origin of the site, should the first one fail",
    why: "it would be a copy of the bucket in another region, while the API behind the pages is in one",
    isKept: has(distribution, "originGroups"),
  },
  {
    rules: "CKV_AWS_305, CloudFront.1",
    what: "A default root object of the distribution",
    why: "the function that knows the pages leads / to its file as it leads all others; the bucket is never listed, as nobody may list it",
    isKept: has(distribution, "defaultRootObject"),
  },
  {
    rules: "CKV_AWS_174, CKV2_AWS_42, CloudFront.7, CloudFront.15, AwsSolutions-CFR4",
    what: "TLS 1.2 and a certificate of one's own, unless the stack has a domain",
    why: "with CloudFront's certificate CloudFront chooses, whatever is asked for; with a domain it is TLSv1.2_2021",
    isKept: (graph) =>
      ofType(graph, distribution).some(
        ({ inputs }) => object(inputs, "viewerCertificate").minimumProtocolVersion !== undefined,
      ),
  },
  {
    rules: "CKV_AWS_259",
    what: "HTTPS of all subdomains, and a place in browsers' lists of such sites",
    why: "names below the site's are not the program's to decide on, and a place in the lists takes months to give up",
    isKept: (graph) =>
      ofType(graph, "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy").some(({ inputs }) => {
        const { includeSubdomains, preload } = object(
          object(inputs, "securityHeadersConfig"),
          "strictTransportSecurity",
        );
        return includeSubdomains === true && preload === true;
      }),
  },
];
