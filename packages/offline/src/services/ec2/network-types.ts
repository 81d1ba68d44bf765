import { optionalText, type Properties } from "../../graph/graph";
import { arn, digits, type Naming, physicalName } from "../../graph/naming";
import type { ResourceTypes } from "../../graph/resource-type";
import { byId, byInputs } from "../recorded/forms";
import { defaultNetwork, type NetworkPlace } from "./default-network";

/** Another id that comes with a resource, such as that of a VPC's own route table. */
const companion = (naming: Naming, prefix: string, what: string): string =>
  `${prefix}-${digits({ ...naming, urn: `${naming.urn}/${what}` }, 17)}`;

const owned = (_: unknown, { account }: Naming) => ({ ownerId: account });

/** An address of the block that is kept for documentation (RFC 5737): it leads nowhere. */
const publicAddress = (naming: Naming): string => `203.0.113.${1 + (parseInt(digits(naming, 4), 16) % 254)}`;

/** Of the default network, what programs may read by its id. */
const existing = (kind: "vpc" | "subnets" | "securityGroup" | "routeTable" | "internetGateway") => ({
  existing: (id: string, place: NetworkPlace): Properties | undefined =>
    [defaultNetwork(place)[kind]].flat().find((one) => one.id === id),
});

/** Networks, which are recorded only: with the ids and outputs that AWS's provider gives them. */
export const networkTypes: ResourceTypes = {
  "aws:ec2/vpc:Vpc": {
    ...byId("vpc", "ec2", "vpc", (_, naming) => ({
      ownerId: naming.account,
      instanceTenancy: "default",
      enableDnsSupport: naming.inputs.enableDnsSupport ?? true,
      defaultNetworkAclId: companion(naming, "acl", "acl"),
      defaultRouteTableId: companion(naming, "rtb", "routes"),
      defaultSecurityGroupId: companion(naming, "sg", "group"),
      dhcpOptionsId: companion(naming, "dopt", "dhcp"),
      mainRouteTableId: companion(naming, "rtb", "routes"),
    })),
    ...existing("vpc"),
  },
  "aws:ec2/defaultVpc:DefaultVpc": { computed: (naming) => defaultNetwork(naming).vpc },
  "aws:ec2/defaultSubnet:DefaultSubnet": {
    computed: (naming) => {
      const { subnets } = defaultNetwork(naming);
      const [first] = subnets;
      const found =
        subnets.find(({ availabilityZone }) => availabilityZone === naming.inputs.availabilityZone) ?? first;
      return { id: "", ...found };
    },
  },
  "aws:ec2/subnet:Subnet": {
    ...byId("subnet", "ec2", "subnet", (_, naming) => ({
      ownerId: naming.account,
      availabilityZone: optionalText(naming.inputs, "availabilityZone") ?? `${naming.region}a`,
    })),
    ...existing("subnets"),
  },
  "aws:ec2/securityGroup:SecurityGroup": {
    ...byId("sg", "ec2", "security-group", (_, naming) => ({
      name: physicalName(naming),
      ownerId: naming.account,
      vpcId: optionalText(naming.inputs, "vpcId") ?? defaultNetwork(naming).vpc.id,
    })),
    ...existing("securityGroup"),
  },
  "aws:ec2/securityGroupRule:SecurityGroupRule": {
    computed: (naming) => ({ id: `sgrule-${parseInt(digits(naming, 8), 16)}` }),
  },
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": byId("sgr", "ec2", "security-group-rule"),
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": byId("sgr", "ec2", "security-group-rule"),
  "aws:ec2/internetGateway:InternetGateway": {
    ...byId("igw", "ec2", "internet-gateway", owned),
    ...existing("internetGateway"),
  },
  "aws:ec2/natGateway:NatGateway": byId("nat", "ec2", "natgateway", (_, naming) => ({
    publicIp: publicAddress(naming),
    privateIp: "10.0.0.4",
    networkInterfaceId: companion(naming, "eni", "interface"),
  })),
  "aws:ec2/routeTable:RouteTable": { ...byId("rtb", "ec2", "route-table", owned), ...existing("routeTable") },
  "aws:ec2/route:Route": {
    computed: (naming) => ({ id: `r-${String(naming.inputs.routeTableId)}${digits(naming, 10)}`, state: "active" }),
  },
  "aws:ec2/routeTableAssociation:RouteTableAssociation": byId("rtbassoc", "ec2", "route-table-association"),
  "aws:ec2/networkAcl:NetworkAcl": byId("acl", "ec2", "network-acl", owned),
  "aws:ec2/vpcEndpoint:VpcEndpoint": byId("vpce", "ec2", "vpc-endpoint", (_, { account }) => ({
    ownerId: account,
    state: "available",
  })),
  "aws:ec2/vpcPeeringConnection:VpcPeeringConnection": byId("pcx", "ec2", "vpc-peering-connection"),
  "aws:ec2/networkInterface:NetworkInterface": byId("eni", "ec2", "network-interface"),
  "aws:ec2/launchTemplate:LaunchTemplate": byId("lt", "ec2", "launch-template", (_, naming) => ({
    name: physicalName(naming),
    latestVersion: 1,
    defaultVersion: 1,
  })),
  "aws:ec2/flowLog:FlowLog": byId("fl", "ec2", "vpc-flow-log"),
  "aws:ec2/keyPair:KeyPair": {
    computed: (naming) => {
      const keyName = optionalText(naming.inputs, "keyName") ?? `${naming.name}-${digits(naming, 7)}`;
      const keyPairId = `key-${digits(naming, 17)}`;
      return { id: keyName, keyName, keyPairId, arn: arn(naming, "ec2", `key-pair/${keyName}`) };
    },
  },
  "aws:ec2/eip:Eip": byId("eipalloc", "ec2", "elastic-ip", ({ id }, naming) => {
    const publicIp = publicAddress(naming);
    const publicDns = `ec2-${publicIp.replaceAll(".", "-")}.${naming.region}.compute.amazonaws.com`;
    return { allocationId: id, publicIp, publicDns, domain: "vpc" };
  }),
  "aws:ebs/volume:Volume": byId("vol", "ec2", "volume"),
  "aws:ec2/volumeAttachment:VolumeAttachment": byInputs("deviceName", "volumeId", "instanceId"),
  "awsx:ec2:DefaultVpc": {
    computed: (naming) => {
      const { vpc, subnets } = defaultNetwork(naming);
      return { id: vpc.id, vpcId: vpc.id, publicSubnetIds: subnets.map(({ id }) => id), privateSubnetIds: [] };
    },
  },
  "awsx:ec2:Vpc": {
    computed: (naming) => {
      const id = `vpc-${digits(naming, 17)}`;
      const subnets = (kind: string) => [companion(naming, "subnet", kind)];
      return {
        id,
        arn: arn(naming, "ec2", `vpc/${id}`),
        vpcId: id,
        vpc: { id, arn: arn(naming, "ec2", `vpc/${id}`), cidrBlock: naming.inputs.cidrBlock ?? "10.0.0.0/16" },
        publicSubnetIds: subnets("public"),
        privateSubnetIds: subnets("private"),
        isolatedSubnetIds: subnets("isolated"),
      };
    },
  },
};
