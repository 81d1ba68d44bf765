import { createHash } from "node:crypto";
import { zones } from "../regions";

/** Where a network of AWS's own is. */
export interface NetworkPlace {
  region: string;
  account: string;
}

const idOf = ({ region, account }: NetworkPlace, prefix: string, what: string): string =>
  `${prefix}-${createHash("sha256").update(`${account}/${region}/${what}`).digest("hex").slice(0, 17)}`;

/**
 * The VPC that an account has in each region without making it, as AWS lays it out
 * (https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc-components.html): a public subnet in each zone. Its ids
 * are the same on every run. It is there to be named: nothing here has a network.
 */
export function defaultNetwork(place: NetworkPlace) {
  const { region, account } = place;
  const arn = (rest: string): string => `arn:aws:ec2:${region}:${account}:${rest}`;
  const vpcId = idOf(place, "vpc", "default");
  const routeTableId = idOf(place, "rtb", "default");
  const securityGroupId = idOf(place, "sg", "default");
  return {
    vpc: {
      id: vpcId,
      arn: arn(`vpc/${vpcId}`),
      cidrBlock: "172.31.0.0/16",
      default: true,
      dhcpOptionsId: idOf(place, "dopt", "default"),
      enableDnsHostnames: true,
      enableDnsSupport: true,
      enableNetworkAddressUsageMetrics: false,
      instanceTenancy: "default",
      ipv6AssociationId: "",
      ipv6CidrBlock: "",
      mainRouteTableId: routeTableId,
      ownerId: account,
      state: "available",
      cidrBlockAssociations: [],
      tags: {},
    },
    subnets: zones(place).map(({ name, id: zoneId }, index) => {
      const id = idOf(place, "subnet", name);
      return {
        id,
        arn: arn(`subnet/${id}`),
        vpcId,
        availabilityZone: name,
        availabilityZoneId: zoneId,
        cidrBlock: `172.31.${16 * index}.0/20`,
        defaultForAz: true,
        mapPublicIpOnLaunch: true,
        assignIpv6AddressOnCreation: false,
        availableIpAddressCount: 4091,
        ipv6CidrBlock: "",
        ownerId: account,
        state: "available",
        tags: {},
      };
    }),
    securityGroup: {
      id: securityGroupId,
      arn: arn(`security-group/${securityGroupId}`),
      name: "default",
      description: "default VPC security group",
      vpcId,
      tags: {},
    },
    routeTable: {
      id: routeTableId,
      routeTableId,
      arn: arn(`route-table/${routeTableId}`),
      vpcId,
      ownerId: account,
      tags: {},
    },
    internetGateway: {
      id: idOf(place, "igw", "default"),
      internetGatewayId: idOf(place, "igw", "default"),
      vpcId,
      ownerId: account,
      tags: {},
    },
  };
}
