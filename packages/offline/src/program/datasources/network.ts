import { object, objects, optionalText, type Properties, texts } from "../../graph/graph";
import { defaultNetwork } from "../../services/ec2/default-network";
import { type DataSource, type DataSources, NoAnswer, type Surroundings } from "./answer";

/** A kind of what networks are made of. */
interface Kind {
  /** What people call it. */
  noun: string;
  /** The types of resources that programs make it by. */
  types: readonly string[];
  /** What the account has of it without any program. */
  own: (network: ReturnType<typeof defaultNetwork>) => readonly Properties[];
  /** Outputs by the names of EC2's filters. Tags can be asked for everywhere. */
  filters: Readonly<Record<string, string>>;
  /** Inputs that say an output which must be the same; those that are not here say nothing. */
  inputs: Readonly<Record<string, string>>;
}

const inVpc = { "vpc-id": "vpcId", "owner-id": "ownerId" };

const kinds = {
  vpc: {
    noun: "VPC",
    types: ["aws:ec2/vpc:Vpc", "aws:ec2/defaultVpc:DefaultVpc"],
    own: ({ vpc }) => [vpc],
    filters: { "vpc-id": "id", cidr: "cidrBlock", "is-default": "default", isDefault: "default", state: "state" },
    inputs: { id: "id", cidrBlock: "cidrBlock", default: "default", state: "state", dhcpOptionsId: "dhcpOptionsId" },
  },
  subnet: {
    noun: "subnet",
    types: ["aws:ec2/subnet:Subnet", "aws:ec2/defaultSubnet:DefaultSubnet"],
    own: ({ subnets }) => subnets,
    filters: {
      ...inVpc,
      "subnet-id": "id",
      "availability-zone": "availabilityZone",
      availabilityZone: "availabilityZone",
      "availability-zone-id": "availabilityZoneId",
      "default-for-az": "defaultForAz",
      defaultForAz: "defaultForAz",
      "map-public-ip-on-launch": "mapPublicIpOnLaunch",
      "cidr-block": "cidrBlock",
      state: "state",
    },
    inputs: {
      id: "id",
      vpcId: "vpcId",
      availabilityZone: "availabilityZone",
      availabilityZoneId: "availabilityZoneId",
      cidrBlock: "cidrBlock",
      defaultForAz: "defaultForAz",
      state: "state",
    },
  },
  securityGroup: {
    noun: "security group",
    types: ["aws:ec2/securityGroup:SecurityGroup", "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"],
    own: ({ securityGroup }) => [securityGroup],
    filters: { ...inVpc, "group-id": "id", "group-name": "name" },
    inputs: { id: "id", name: "name", vpcId: "vpcId" },
  },
  routeTable: {
    noun: "route table",
    types: ["aws:ec2/routeTable:RouteTable", "aws:ec2/defaultRouteTable:DefaultRouteTable"],
    own: ({ routeTable }) => [routeTable],
    filters: { ...inVpc, "route-table-id": "id" },
    inputs: { routeTableId: "id", vpcId: "vpcId" },
  },
  internetGateway: {
    noun: "internet gateway",
    types: ["aws:ec2/internetGateway:InternetGateway"],
    own: ({ internetGateway }) => [internetGateway],
    filters: { "attachment.vpc-id": "vpcId", "internet-gateway-id": "id" },
    inputs: { internetGatewayId: "id" },
  },
} satisfies Record<string, Kind>;

/** Networks: the account's default one in each region, and what the program has declared by then. */
export const networkSources: DataSources = {
  "aws:ec2/getVpc:getVpc": one(kinds.vpc),
  "aws:ec2/getVpcs:getVpcs": idsOf(kinds.vpc),
  "aws:ec2/getSubnet:getSubnet": one(kinds.subnet),
  "aws:ec2/getSubnets:getSubnets": idsOf(kinds.subnet),
  "aws:ec2/getSubnetIds:getSubnetIds": idsOf(kinds.subnet),
  "aws:ec2/getSecurityGroup:getSecurityGroup": one(kinds.securityGroup),
  "aws:ec2/getSecurityGroups:getSecurityGroups": idsOf(kinds.securityGroup),
  "aws:ec2/getRouteTable:getRouteTable": one(kinds.routeTable),
  "aws:ec2/getRouteTables:getRouteTables": idsOf(kinds.routeTable),
  "aws:ec2/getInternetGateway:getInternetGateway": one(kinds.internetGateway),
};

/** As the provider has it, there must be one that fits, and no other. */
function one(kind: Kind): DataSource {
  return (inputs, surroundings) => {
    const [found, ...others] = fitting(kind, inputs, surroundings);
    if (!found)
      throw new NoAnswer(
        `no ${kind.noun} fits ${JSON.stringify(inputs)}: there are the default VPC's, and what the program has declared by then; declare it before`,
      );
    if (others.length > 0)
      throw new NoAnswer(
        `${others.length + 1} ${kind.noun}s fit ${JSON.stringify(inputs)}, where AWS's provider wants one`,
      );
    return found;
  };
}

function idsOf(kind: Kind): DataSource {
  return (inputs, surroundings) => ({
    id: surroundings.region,
    ids: fitting(kind, inputs, surroundings).map(({ id }) => id),
  });
}

function fitting(kind: Kind, inputs: Properties, surroundings: Surroundings): Properties[] {
  const { declared, account } = surroundings;
  const isHere = (region: string | undefined) => (region ?? surroundings.region) === surroundings.region;
  const made = declared
    .filter(({ type, region }) => kind.types.includes(type) && isHere(region))
    .map(({ id, outputs }): Properties => ({ ownerId: account, state: "available", ...outputs, id }));
  const conditions = conditionsOf(kind, inputs);
  // What stands for the default network in a program is the default network.
  const own = kind.own(defaultNetwork(surroundings)).filter(({ id }) => !made.some((other) => other.id === id));
  return [...own, ...made].filter((candidate) => conditions.every((fits) => fits(candidate)));
}

type Condition = (candidate: Properties) => boolean;

function conditionsOf(kind: Kind, inputs: Properties): Condition[] {
  const said = Object.entries(kind.inputs).flatMap(([key, output]): Condition[] => {
    const wanted = inputs[key];
    return wanted === undefined ? [] : [(candidate) => (candidate[output] ?? false) === wanted];
  });
  const tags = Object.entries(object(inputs, "tags")).map(
    ([key, wanted]): Condition =>
      (candidate) =>
        object(candidate, "tags")[key] === wanted,
  );
  return [...said, ...tags, ...objects(inputs, "filters").map((filter) => filterOf(kind, filter))];
}

function filterOf({ noun, filters }: Kind, filter: Properties): Condition {
  const name = optionalText(filter, "name") ?? "";
  const values = texts(filter, "values").map(pattern);
  const matches = (value: unknown): boolean => values.some((wanted) => wanted.test(String(value ?? false)));
  const tag = /^tag:(.+)$/.exec(name)?.[1];
  if (tag !== undefined) return ({ tags }) => tags !== undefined && matches(object({ tags }, "tags")[tag]);
  const output = filters[name];
  if (output === undefined) throw new NoAnswer(`the filter ${name} of a ${noun} is not served offline`);
  return (candidate) => matches(candidate[output]);
}

/** `*` and `?` stand for any text and any character. */
function pattern(value: string): RegExp {
  const text = value.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${text.replaceAll("*", ".*").replaceAll("?", ".")}$`, "s");
}
