import * as aws from "@pulumi/aws";

// Asks AWS's provider for what the program has not made, and for what it has.
const vpc = aws.ec2.getVpcOutput({ default: true });
export const subnets = aws.ec2.getSubnetsOutput({ filters: [{ name: "vpc-id", values: [vpc.id] }] }).ids;

export const cidrBlock = aws.ec2.Vpc.get("default", vpc.id).cidrBlock;

const photos = new aws.s3.Bucket("photos");
export const same = aws.s3.Bucket.get("again", photos.id).arn;
export const bucket = aws.s3.getBucketOutput({ bucket: photos.bucket }).id;
export const policy = aws.iam.getPolicyDocumentOutput({
  statements: [{ actions: ["s3:GetObject"], resources: [photos.arn.apply((arn) => `${arn}/*`)] }],
}).json;

const image = aws.ec2.getAmi({ owners: ["amazon"], mostRecent: true }).then(({ id }) => id);
new aws.ec2.Instance("machine", { ami: image, instanceType: "t3.micro" });
