/** What AWS gives away each month of what has one price. */
export interface Allowance {
  /** Units that never cost, in each account. */
  always?: number;
  /** Units that cost nothing in the first twelve months of accounts made before 15 July 2025; others have credits instead. */
  firstYear?: number;
  /** Prices that share an allowance have its name. */
  pool: string;
}

/** Hours that AWS's own calculations take for a month. */
export const hoursInMonth = 730;

/**
 * The free tiers, by the name of the price. What has none is not here. Source: the pages of docs/deploy.md ("What it
 * costs"), https://aws.amazon.com/ec2/pricing/on-demand/ for the 100 GB of transfer, and the source of Cognito's prices.
 */
export const allowances: Record<string, Allowance> = {
  "api.requests": { firstYear: 1_000_000, pool: "api.requests" },
  "lambda.requests": { always: 1_000_000, pool: "lambda.requests" },
  "lambda.arm64": { always: 400_000, pool: "lambda.duration" },
  "lambda.x86_64": { always: 400_000, pool: "lambda.duration" },
  "dynamodb.readCapacity": { always: 25 * hoursInMonth, pool: "dynamodb.readCapacity" },
  "dynamodb.writeCapacity": { always: 25 * hoursInMonth, pool: "dynamodb.writeCapacity" },
  "dynamodb.storage": { always: 25, pool: "dynamodb.storage" },
  "s3.storage": { firstYear: 5, pool: "s3.storage" },
  "s3.writes": { firstYear: 2000, pool: "s3.writes" },
  "s3.reads": { firstYear: 20_000, pool: "s3.reads" },
  "cloudfront.requests": { always: 10_000_000, pool: "cloudfront.requests" },
  "cloudfront.transfer": { always: 1024, pool: "cloudfront.transfer" },
  "cloudfront.functions": { always: 2_000_000, pool: "cloudfront.functions" },
  "cloudwatch.alarmMetrics": { always: 10, pool: "cloudwatch.alarmMetrics" },
  "cloudwatch.dashboards": { always: 3, pool: "cloudwatch.dashboards" },
  "cloudwatch.metrics": { always: 10, pool: "cloudwatch.metrics" },
  "logs.ingestion": { always: 5, pool: "logs" },
  "logs.storage": { always: 5, pool: "logs" },
  "ec2.t2.micro": { firstYear: 750, pool: "ec2.micro" },
  "ec2.t3.micro": { firstYear: 750, pool: "ec2.micro" },
  "ebs.gp2": { firstYear: 30, pool: "ebs" },
  "ebs.gp3": { firstYear: 30, pool: "ebs" },
  "ec2.publicIpv4": { firstYear: 750, pool: "ec2.publicIpv4" },
  "transfer.out": { always: 100, pool: "transfer.out" },
  "sns.mails": { always: 1000, pool: "sns.mails" },
  "sqs.requests": { always: 1_000_000, pool: "sqs.requests" },
  "kms.requests": { always: 20_000, pool: "kms.requests" },
  "cognito.lite": { always: 10_000, pool: "cognito.users" },
  "cognito.essentials": { always: 10_000, pool: "cognito.users" },
  "xray.traces": { always: 100_000, pool: "xray.traces" },
};
