import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

// Everything twice, by the same names: in the stack's region and, by a provider, in another one.
const provider = new aws.Provider("paris", { region: "eu-west-3" });

const image = { ami: "ami-12345678", instanceType: "t3.nano" };
const dublin = new aws.ec2.Instance("dublin", image);
const paris = new aws.ec2.Instance("paris", image, { provider });
const stockholm = new aws.ec2.Instance("stockholm", { ...image, region: "eu-north-1" });

/** Its children go by its provider. */
class Office extends pulumi.ComponentResource {
  readonly instance: aws.ec2.Instance;

  constructor(name: string, opts: pulumi.ComponentResourceOptions) {
    super("regions:Office", name, {}, opts);
    this.instance = new aws.ec2.Instance(name, image, { parent: this });
  }
}
const office = new Office("office", { providers: [provider] });

function declare(place: string, opts?: pulumi.CustomResourceOptions) {
  new aws.s3.Bucket(place, { bucket: `regions-${place}` }, opts);
  new aws.ssm.Parameter(place, { name: "/regions/place", type: "String", value: place }, opts);
  new aws.cloudwatch.LogGroup(place, { name: "/regions/log" }, opts);
  const attributes = [{ name: "id", type: "S" }];
  new aws.dynamodb.Table(place, { name: "notes", attributes, hashKey: "id", billingMode: "PAY_PER_REQUEST" }, opts);
  return new aws.sqs.Queue(place, { name: "jobs" }, opts);
}
const queue = declare("dublin");
const other = declare("paris", { provider });

const role = new aws.iam.Role("caller", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
});
new aws.iam.RolePolicy("caller", {
  role: role.name,
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: "ec2:DescribeInstances",
        Resource: "*",
        Condition: { StringEquals: { "aws:RequestedRegion": "eu-west-3" } },
      },
    ],
  }),
});

const code = `
const { EC2Client, DescribeInstancesCommand } = require("@aws-sdk/client-ec2");
exports.handler = async ({ region }) => {
  try {
    const { Reservations } = await new EC2Client({ region }).send(new DescribeInstancesCommand({}));
    return { own: process.env.AWS_REGION, found: Reservations.length };
  } catch (error) {
    return { own: process.env.AWS_REGION, error: error.name };
  }
};`;
const caller = new aws.lambda.Function(
  "caller",
  {
    role: role.arn,
    runtime: "nodejs22.x",
    handler: "index.handler",
    timeout: 10,
    code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(code) }),
  },
  { provider },
);

export const instances = {
  dublin: dublin.arn,
  paris: paris.arn,
  stockholm: stockholm.arn,
  office: office.instance.arn,
};
export const queues = { dublin: queue.arn, paris: other.arn };
export const queueUrl = queue.url;
export const region = aws.getRegionOutput({}, { provider }).region;
export const functionName = caller.name;
export const functionArn = caller.arn;
