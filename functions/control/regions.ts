import { EC2Client } from "@aws-sdk/client-ec2";
import type { Output } from "@pulumi/pulumi";
import { problem } from "../kit/errors";

/**
 * The name of a region. Which ones a stack controls is for its handlers to say: the API's document is the same for all.
 */
export const regionSchema = {
  type: "string",
  pattern: "^[a-z]{2,4}(-[a-z]{1,12}){1,3}-[0-9]{1,2}$",
  description: "The region; by default the stack's own",
} as const;

/** How a region is refused that has no name of one, or that the stack does not control. */
export const unknownRegion = { status: 400, title: "Unknown region" } as const;

/** The titles of what may go wrong with regions, by status, each with an example of its detail. */
export const regionProblems = { 400: { [unknownRegion.title]: "region: the stack controls no other than its own" } };

/** An instance that the stack declares. */
export interface ControlledInstance {
  region: string;
  instanceId: Output<string>;
}

/** What the control handlers know of the stack's regions. */
export interface RegionsEnvironment {
  /** In the stack's own region. */
  own: ControlledInstance;
  /** One in each of the other regions that it controls. */
  others: ControlledInstance[];
}

/** A region that the stack controls. */
export interface Region {
  name: string;
  /** Speaks to EC2 there. */
  ec2: EC2Client;
  /** The instance that the stack declares there. */
  instanceId: string;
}

/** The regions that a stack controls. A client of EC2 is made for each when it is first asked for. */
export const controlledRegions = ({ own, others }: RegionsEnvironment) => {
  const all = [own, ...others].map(({ region: name, instanceId }) => ({ name, instanceId: instanceId.get() }));
  const known: Record<string, Region> = {};
  const regionNamed = (name: string): Region => {
    const found = known[name] ?? withClient(all, name);
    known[name] = found;
    return found;
  };
  return {
    /**
     * @param name the stack's own region, if undefined
     * @throws a 400 for one that the stack does not control
     */
    regionOf: (name: string | undefined): Region => regionNamed(name ?? own.region),
    /** All of them, or the one that is named; see {@link regionOf}. */
    regionsOf: (name: string | undefined): Region[] =>
      name === undefined ? all.map((one) => regionNamed(one.name)) : [regionNamed(name)],
  };
};

const withClient = (all: Omit<Region, "ec2">[], name: string): Region => {
  const found = all.find((one) => one.name === name);
  const names = all.map((one) => one.name).join(", ");
  if (!found) throw problem(unknownRegion.status, unknownRegion.title, `region: must be one of ${names}`);
  return { ...found, ec2: new EC2Client({ region: name }) };
};
