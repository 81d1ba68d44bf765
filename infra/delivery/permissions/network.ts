import { anywhere, inAccount, on, type Permission, type Permissions } from "./permission";

const ec2 = (...kinds: string[]) => inAccount("ec2", ...kinds.map((kind) => `${kind}/*`));
const tag = "atelier:stack";
const hasTag = { StringLike: { [`aws:ResourceTag/${tag}`]: "{project}/*" } };
const getsTag = { StringLike: { [`aws:RequestTag/${tag}`]: "{project}/*" } };

/** The control instance, with what surrounds it: it alone has the stack's tag, its network has none. */
export const network: Permissions = {
  "aws:ec2/instance:Instance": [
    ...on(ec2("instance"), { create: ["ec2:RunInstances"] }, getsTag),
    ...on([...ec2("subnet", "network-interface", "volume", "security-group"), "arn:aws:ec2:*::image/*"], {
      create: ["ec2:RunInstances"],
    }),
    ...on(ec2("instance"), { tag: ["ec2:CreateTags"] }, { StringEquals: { "ec2:CreateAction": "RunInstances" } }),
    ...on(
      ec2("instance"),
      {
        read: ["ec2:DescribeInstanceAttribute"],
        update: [
          "ec2:StartInstances",
          "ec2:StopInstances",
          "ec2:ModifyInstanceAttribute",
          "ec2:ModifyInstanceMetadataOptions",
          "ec2:ModifyInstanceCreditSpecification",
        ],
        delete: ["ec2:TerminateInstances"],
        tag: ["ec2:CreateTags", "ec2:DeleteTags"],
      },
      hasTag,
    ),
    ...on(anywhere, {
      read: [
        "ec2:DescribeImages",
        "ec2:DescribeInstances",
        "ec2:DescribeInstanceCreditSpecifications",
        "ec2:DescribeInstanceTypes",
        "ec2:DescribeTags",
        "ec2:DescribeVolumes",
      ],
    }),
    // The current image's id, which AWS publishes.
    ...on(["arn:aws:ssm:*::parameter/aws/service/*"], { read: ["ssm:GetParameter"] }),
  ],
  "aws:ec2/securityGroup:SecurityGroup": [
    ...on(ec2("security-group", "vpc"), { create: ["ec2:CreateSecurityGroup"] }),
    ...on(ec2("security-group"), {
      update: [
        "ec2:AuthorizeSecurityGroupEgress",
        "ec2:AuthorizeSecurityGroupIngress",
        "ec2:RevokeSecurityGroupEgress",
        "ec2:RevokeSecurityGroupIngress",
      ],
      delete: ["ec2:DeleteSecurityGroup"],
    }),
    ...on(anywhere, { read: ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSecurityGroups", "ec2:DescribeVpcs"] }),
  ],
  "awsx:ec2:Vpc": vpc(),
};

/** What `awsx.ec2.Vpc` makes of isolated subnets: the network, its subnets, their tables of routes, a gateway. */
function vpc(): Permission[] {
  const kinds = ["vpc", "subnet", "route-table", "internet-gateway"];
  const created = ["CreateVpc", "CreateSubnet", "CreateRouteTable", "CreateInternetGateway"];
  return [
    ...on(ec2("vpc"), {
      create: ["ec2:CreateVpc"],
      read: ["ec2:DescribeVpcAttribute"],
      update: ["ec2:ModifyVpcAttribute"],
      delete: ["ec2:DeleteVpc"],
    }),
    ...on(ec2("subnet", "vpc"), { create: ["ec2:CreateSubnet"] }),
    ...on(ec2("subnet"), { update: ["ec2:ModifySubnetAttribute"], delete: ["ec2:DeleteSubnet"] }),
    ...on(ec2("route-table", "vpc"), { create: ["ec2:CreateRouteTable"] }),
    ...on(ec2("route-table"), { create: ["ec2:CreateRoute"], delete: ["ec2:DeleteRoute", "ec2:DeleteRouteTable"] }),
    ...on(ec2("route-table", "subnet"), {
      create: ["ec2:AssociateRouteTable"],
      delete: ["ec2:DisassociateRouteTable"],
    }),
    ...on(ec2("internet-gateway"), { create: ["ec2:CreateInternetGateway"], delete: ["ec2:DeleteInternetGateway"] }),
    ...on(ec2("internet-gateway", "vpc"), {
      create: ["ec2:AttachInternetGateway"],
      delete: ["ec2:DetachInternetGateway"],
    }),
    ...on(ec2(...kinds), { tag: ["ec2:CreateTags"] }, { StringEquals: { "ec2:CreateAction": created } }),
    ...on(anywhere, {
      read: [
        "ec2:DescribeAvailabilityZones",
        "ec2:DescribeInternetGateways",
        "ec2:DescribeNetworkAcls",
        "ec2:DescribeRouteTables",
        "ec2:DescribeSubnets",
      ],
    }),
  ];
}
