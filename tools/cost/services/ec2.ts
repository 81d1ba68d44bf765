import { object, ofType, optionalText, type Resource, texts } from "../../../packages/offline/src/graph/graph";
import { hoursInMonth } from "../allowances";
import type { Service, Usage } from "../usage";

/** Size of Amazon Linux 2023's disk, in GB, where nobody asks for more. */
const defaultDisk = 8;

/** An instance runs by the hour; its disk is there whether it runs or not. */
function instance({ inputs }: Resource, hours: number): Usage[] {
  const type = optionalText(inputs, "instanceType") ?? "";
  const disk = object(inputs, "rootBlockDevice");
  const size = typeof disk.volumeSize === "number" ? disk.volumeSize : defaultDisk;
  const volumeType = optionalText(disk, "volumeType") ?? "gp2";
  return [
    { what: `instance ${type}`, price: `ec2.${type}`, units: hours },
    { what: `disk of the instance, ${volumeType}`, price: `ebs.${volumeType}`, units: size },
    {
      what: "public IPv4 address of the instance",
      price: "ec2.publicIpv4",
      units: inputs.associatePublicIpAddress === true ? hours : 0,
    },
  ];
}

/** `awsx.ec2.Vpc` makes a NAT gateway for each zone, with an address, unless it is told otherwise. */
function natGateways({ inputs }: Resource): number {
  const strategy = optionalText(object(inputs, "natGateways"), "strategy");
  if (strategy === "None") return 0;
  if (strategy === "Single") return 1;
  return texts(inputs, "availabilityZoneNames").length || 3;
}

/**
 * The control instances, their disks, and what of a VPC costs. Sources: https://aws.amazon.com/ec2/pricing/on-demand/,
 * https://aws.amazon.com/ebs/pricing/, https://aws.amazon.com/vpc/pricing/
 */
export const ec2: Service = {
  name: "EC2",
  types: ["aws:ec2/instance:Instance", "aws:ec2/eip:Eip", "aws:ec2/natGateway:NatGateway", "awsx:ec2:Vpc"],
  usage: ({ graph, volumes }) => {
    const inVpcs = ofType(graph, "awsx:ec2:Vpc").reduce((sum, vpc) => sum + natGateways(vpc), 0);
    const gateways = inVpcs + ofType(graph, "aws:ec2/natGateway:NatGateway").length;
    const addresses = inVpcs + ofType(graph, "aws:ec2/eip:Eip").length;
    return [
      ...ofType(graph, "aws:ec2/instance:Instance").flatMap((one) => instance(one, volumes.hours)),
      { what: "NAT gateways", price: "nat.hours", units: gateways * hoursInMonth },
      { what: "elastic addresses", price: "ec2.publicIpv4", units: addresses * hoursInMonth },
    ];
  },
};
