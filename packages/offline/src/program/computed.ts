import { isBucketPart, bucketPart, computedData } from "./computed-data";
import { computedEvents } from "./computed-events";
import { arn, type Computed, digits, named, type Naming, physicalName, secret } from "../graph/naming";

const invocation = (naming: Naming, functionArn: string): string =>
  `arn:aws:apigateway:${naming.region}:lambda:path/2015-03-31/functions/${functionArn}/invocations`;

const ec2 = (prefix: string, resource: string) => (naming: Naming) => {
  const id = `${prefix}-${digits(naming, 17)}`;
  return { id, arn: arn(naming, "ec2", `${resource}/${id}`) };
};

/** Computed outputs by resource type. */
const types: Record<string, (naming: Naming) => Computed> = {
  ...computedData,
  ...computedEvents,
  "aws:apigateway/apiKey:ApiKey": (naming) => {
    const id = digits(naming, 10);
    const value = naming.inputs.value ?? secret(naming).slice(0, 40);
    return {
      id,
      name: physicalName(naming),
      arn: `arn:aws:apigateway:${naming.region}::/apikeys/${id}`,
      value,
      enabled: naming.inputs.enabled ?? true,
    };
  },
  "aws:apigateway/restApi:RestApi": (naming) => {
    const id = digits(naming, 10);
    const rootResourceId = digits(naming, 20).slice(10);
    return {
      id,
      name: physicalName(naming),
      arn: `arn:aws:apigateway:${naming.region}::/restapis/${id}`,
      executionArn: arn(naming, "execute-api", id),
      rootResourceId,
    };
  },
  "aws:apigateway/deployment:Deployment": (naming) => ({ id: digits(naming, 6) }),
  "aws:apigateway/stage:Stage": (naming) => {
    const { restApi, stageName } = naming.inputs;
    return {
      id: `ags-${String(restApi)}-${String(stageName)}`,
      arn: `arn:aws:apigateway:${naming.region}::/restapis/${String(restApi)}/stages/${String(stageName)}`,
      executionArn: arn(naming, "execute-api", `${String(restApi)}/${String(stageName)}`),
      invokeUrl: `${naming.endpoint}/restapis/${String(restApi)}/${String(stageName)}/_user_request_`,
    };
  },
  "aws:apigateway/usagePlan:UsagePlan": (naming) => ({ id: digits(naming, 6), name: physicalName(naming) }),
  "aws:cloudwatch/logGroup:LogGroup": named("logs", (name) => `log-group:${name}`),
  "aws:ec2/instance:Instance": (naming) => ({
    ...ec2("i", "instance")(naming),
    instanceState: "running",
    availabilityZone: `${naming.region}a`,
    privateIp: `172.31.0.${4 + (parseInt(digits(naming, 2), 16) % 250)}`,
  }),
  "aws:ec2/securityGroup:SecurityGroup": (naming) => ({
    ...ec2("sg", "security-group")(naming),
    name: physicalName(naming),
  }),
  "aws:ec2/subnet:Subnet": ec2("subnet", "subnet"),
  "aws:ec2/vpc:Vpc": ec2("vpc", "vpc"),
  "aws:iam/role:Role": (naming) => {
    const name = physicalName(naming);
    return {
      id: name,
      name,
      arn: `arn:aws:iam::${naming.account}:role/${name}`,
      uniqueId: `AROA${digits(naming, 17).toUpperCase()}`,
    };
  },
  "aws:iam/rolePolicy:RolePolicy": (naming) => {
    const name = physicalName(naming);
    return { id: `${String(naming.inputs.role)}:${name}`, name };
  },
  "aws:lambda/function:Function": (naming) => {
    const name = physicalName(naming);
    const functionArn = arn(naming, "lambda", `function:${name}`);
    return {
      id: name,
      name,
      arn: functionArn,
      invokeArn: invocation(naming, functionArn),
      qualifiedArn: `${functionArn}:$LATEST`,
      qualifiedInvokeArn: invocation(naming, `${functionArn}:$LATEST`),
      version: "$LATEST",
    };
  },
  "aws:ssm/parameter:Parameter": (naming) => {
    const name = physicalName(naming);
    return { id: name, name, arn: arn(naming, "ssm", `parameter/${name.replace(/^\//, "")}`), version: 1 };
  },
  "awsx:ec2:Vpc": (naming) => {
    const subnet = (kind: string) => [`subnet-${digits({ ...naming, urn: `${naming.urn}/${kind}` }, 17)}`];
    return {
      ...ec2("vpc", "vpc")(naming),
      vpcId: ec2("vpc", "vpc")(naming).id,
      publicSubnetIds: subnet("public"),
      privateSubnetIds: subnet("private"),
      isolatedSubnetIds: subnet("isolated"),
    };
  },
};

/** A type nobody wrote down: an id, a name and a plausible ARN, so that what refers to it is complete. */
function generic(naming: Naming): Computed {
  if (isBucketPart(naming.type)) return bucketPart(naming);
  const [provider, module = "", type = ""] = naming.type.split(":");
  const name = physicalName(naming);
  if (provider !== "aws") return { id: name };
  const [service = ""] = module.split("/");
  return { id: name, name, arn: arn(naming, service, `${type.toLowerCase()}/${name}`) };
}

/** The physical id and outputs that a provider would give a resource; the same on every run but for its secrets' folder. */
export const computed = (naming: Naming): Computed => (types[naming.type] ?? generic)(naming);
