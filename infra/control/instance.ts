import * as ec2 from "@pulumi/aws/ec2";
import * as ssm from "@pulumi/aws/ssm";
import { Vpc } from "@pulumi/awsx/ec2";
import type * as pulumi from "@pulumi/pulumi";
import { createProvider } from "../blocks/provider";
import type { Settings } from "../settings";

const amazonLinux = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";

/** What a control instance is made of. */
export interface InstanceArgs {
  region: string;
  /** Value of the tag `atelier:stack`. */
  stackTag: string;
  settings: Settings;
}

/**
 * The control instance of a region: without a way in or out, and with an encrypted disk.
 *
 * In the stack's own region it has the component's name and the stack's provider. Elsewhere both have the region besides, so
 * that what is there already never changes when a region comes or goes.
 */
export function createInstance(
  component: string,
  { region, stackTag, settings }: InstanceArgs,
  opts: pulumi.CustomResourceOptions,
): ec2.Instance {
  const isOwn = region === settings.region;
  const name = isOwn ? component : `${component}-${region}`;
  const there = isOwn ? opts : { ...opts, provider: createProvider(name, region, opts) };

  const network = settings.vpcCidr ? createVpc(name, region, settings.vpcCidr, there) : undefined;
  const securityGroup = new ec2.SecurityGroup(
    name,
    { description: "Nothing comes in, nothing goes out", vpcId: network?.vpcId, ingress: [], egress: [] },
    there,
  );
  return new ec2.Instance(
    name,
    {
      ami: settings.instanceAmi ?? ssm.getParameterOutput({ name: amazonLinux }, there).insecureValue,
      instanceType: settings.instanceType,
      subnetId: network?.isolatedSubnetIds.apply(([subnetId = ""]) => subnetId),
      vpcSecurityGroupIds: [securityGroup.id],
      associatePublicIpAddress: false,
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      rootBlockDevice: { encrypted: true, volumeType: "gp3" },
      tags: { Name: name, "atelier:stack": stackTag },
    },
    // The parameter names a newer image every few weeks; that must not replace the instance.
    { ...there, ignoreChanges: ["ami"] },
  );
}

/** One isolated subnet: the instance needs no way out, and a NAT gateway would cost more than all else together. */
const createVpc = (name: string, region: string, cidrBlock: string, opts: pulumi.CustomResourceOptions): Vpc =>
  new Vpc(
    name,
    {
      cidrBlock,
      availabilityZoneNames: [`${region}a`],
      natGateways: { strategy: "None" },
      subnetSpecs: [{ type: "Isolated" }],
      subnetStrategy: "Auto",
    },
    opts,
  );
