import { createHash } from "node:crypto";
import type { Operations } from "../../protocol/operations";
import { listOf, type Parameters, textOf, textsOf } from "../../protocol/query";
import { type Access, AwsError, type Location } from "../../protocol/service";
import { reservationElement, stateElement } from "./answers";
import { filtersOf } from "./filters";
import type { Instance, Instances, Launch } from "./instances";

/** EC2's operations on instances: run, describe, start, stop, terminate and tag. */
export class InstanceOperations {
  readonly table: Operations<Parameters, object> = {
    DescribeInstances: {
      members: ["InstanceId", "Filter", "MaxResults", "NextToken"],
      access: () => [{ action: "ec2:DescribeInstances", resource: "*" }],
      run: (parameters) => this.describe(parameters),
    },
    RunInstances: {
      members: ["ImageId", "InstanceType", "MinCount", "MaxCount", "TagSpecification", "ClientToken"],
      access: (parameters) => this.launchAccess(parameters),
      run: (parameters) => this.launch(parameters),
    },
    StartInstances: {
      members: ["InstanceId"],
      access: (parameters) => this.instanceAccess("ec2:StartInstances", textsOf(parameters, "InstanceId")),
      run: (parameters) => this.move(parameters, "running"),
    },
    StopInstances: {
      // There is no operating system that could be slow to stop.
      members: ["InstanceId", "Force", "SkipOsShutdown"],
      access: (parameters) => this.instanceAccess("ec2:StopInstances", textsOf(parameters, "InstanceId")),
      run: (parameters) => this.move(parameters, "stopped"),
    },
    TerminateInstances: {
      members: ["InstanceId", "Force", "SkipOsShutdown"],
      access: (parameters) => this.instanceAccess("ec2:TerminateInstances", textsOf(parameters, "InstanceId")),
      run: (parameters) => this.move(parameters, "terminated"),
    },
    CreateTags: {
      members: ["ResourceId", "Tag"],
      access: (parameters) => this.instanceAccess("ec2:CreateTags", textsOf(parameters, "ResourceId")),
      run: (parameters) => this.tag(parameters),
    },
  };

  constructor(
    private readonly instances: Instances,
    private readonly location: Location,
  ) {}

  /** Instances carry their tags into the decision; one that does not exist has none, as in EC2. */
  private instanceAccess(action: string, ids: string[]): Access[] {
    return ids.map((id) => ({
      action,
      resource: this.arn(`instance/${id}`),
      context: this.tagContext(this.instances.find(id)),
    }));
  }

  private tagContext(instance: Instance | undefined): Record<string, string> {
    const tags = Object.entries(instance?.tags ?? {});
    return Object.fromEntries(
      tags.flatMap(([key, value]) => [
        [`ec2:ResourceTag/${key}`, value],
        [`aws:ResourceTag/${key}`, value],
      ]),
    );
  }

  /** A launch makes an instance with its volume and network interface, and uses an image, a subnet and a security group. */
  private launchAccess(parameters: Parameters): Access[] {
    const context = Object.fromEntries(
      Object.entries(tagsOf(parameters)).map(([key, value]) => [`aws:RequestTag/${key}`, value]),
    );
    const made = ["instance", "volume", "network-interface", "subnet", "security-group"].map((kind) =>
      this.arn(`${kind}/*`),
    );
    const image = `arn:aws:ec2:${this.location.region}::image/${textOf(parameters, "ImageId") ?? ""}`;
    return [...made, image].map((resource) => ({ action: "ec2:RunInstances", resource, context }));
  }

  private describe(parameters: Parameters): object {
    const ids = textsOf(parameters, "InstanceId");
    const filters = filtersOf(parameters);
    const instances = ids.length > 0 ? this.instances.get(ids) : this.instances.all();
    const chosen = instances.filter((instance) =>
      filters.every((filter) => filter(instance, this.instances.stateOf(instance))),
    );
    const { page, next } = pageOf(chosen, parameters);
    return {
      reservationSet: { item: page.map((instance) => this.reservation(instance)) },
      ...(next !== undefined && { nextToken: next }),
    };
  }

  private launch(parameters: Parameters): object {
    const imageId = textOf(parameters, "ImageId");
    if (!imageId) throw new AwsError("MissingParameter", "The request must contain the parameter ImageId");
    const count = Number(textOf(parameters, "MaxCount") ?? 1);
    if (!Number.isInteger(count) || count < 1 || count > 20)
      throw new AwsError("InvalidParameterValue", "MaxCount must be from 1 to 20");
    const least = Number(textOf(parameters, "MinCount") ?? 1);
    // All that are asked for are launched, so that the least number is only to be possible.
    if (!Number.isInteger(least) || least < 1 || least > count)
      throw new AwsError("InvalidParameterValue", "MinCount must be from 1 to MaxCount");
    const type = textOf(parameters, "InstanceType") ?? "m1.small";
    const launch = launchOf(parameters);
    const launched = this.instances.launch(count, { imageId, type, tags: tagsOf(parameters), launch });
    const [first] = launched.map((instance) => this.reservation(instance));
    const items = launched.map((instance) => this.reservation(instance).instancesSet.item[0]);
    return { ...first, instancesSet: { item: items } };
  }

  private move(parameters: Parameters, settled: Instance["settled"]): object {
    const ids = textsOf(parameters, "InstanceId");
    const before = this.instances.get(ids);
    const previous = before.map((instance) => stateElement(this.instances.stateOf(instance)));
    this.instances.move(before, settled);
    const item = this.instances.get(ids).map((instance, index) => ({
      instanceId: instance.id,
      currentState: stateElement(this.instances.stateOf(instance)),
      previousState: previous[index],
    }));
    return { instancesSet: { item } };
  }

  private tag(parameters: Parameters): object {
    const tags = pairsOf(parameters);
    for (const instance of this.instances.get(textsOf(parameters, "ResourceId"))) this.instances.tag(instance, tags);
    return { return: true };
  }

  private reservation(instance: Instance) {
    return reservationElement(instance, this.instances.stateOf(instance), this.location.region, this.location.account);
  }

  private arn(resource: string): string {
    return `arn:aws:ec2:${this.location.region}:${this.location.account}:${resource}`;
  }
}

/** A page of instances; its token is the id of the last one. */
function pageOf(instances: Instance[], parameters: Parameters): { page: Instance[]; next?: string } {
  const [size, after] = [textOf(parameters, "MaxResults"), textOf(parameters, "NextToken")];
  if (size === undefined && after === undefined) return { page: instances };
  if (parameters.InstanceId !== undefined)
    throw new AwsError(
      "InvalidParameterCombination",
      "The parameter instancesSet cannot be used with the parameter maxResults",
    );
  const most = Number(size ?? 1000);
  if (!Number.isInteger(most) || most < 5 || most > 1000)
    throw new AwsError(
      "InvalidParameterValue",
      `Value ( ${size} ) for parameter maxResults is invalid. Expecting a value between 5 and 1000.`,
    );
  const from = after === undefined ? 0 : instances.findIndex(({ id }) => id === after) + 1;
  if (after !== undefined && from === 0)
    throw new AwsError("InvalidParameterValue", "Invalid value for parameter nextToken");
  const page = instances.slice(from, from + most);
  return from + most < instances.length ? { page, next: page.at(-1)?.id } : { page };
}

/** What a launch is known by when its request is repeated. */
function launchOf({ ClientToken, ...parameters }: Parameters): Launch | undefined {
  if (typeof ClientToken !== "string") return undefined;
  if (!/^[\x20-\x7e]{1,64}$/.test(ClientToken))
    throw new AwsError("InvalidParameterValue", "ClientToken must be from 1 to 64 ASCII characters");
  return { clientToken: ClientToken, digest: createHash("sha256").update(JSON.stringify(parameters)).digest("hex") };
}

const pairsOf = (parameters: Parameters): Record<string, string> =>
  Object.fromEntries(
    listOf(parameters, "Tag").flatMap((tag) =>
      typeof tag === "string" ? [] : [[textOf(tag, "Key") ?? "", textOf(tag, "Value") ?? ""]],
    ),
  );

/** The tags that a launch gives its instances. */
const tagsOf = (parameters: Parameters): Record<string, string> => {
  const specifications = listOf(parameters, "TagSpecification").filter((member) => typeof member !== "string");
  return Object.assign(
    {},
    ...specifications.filter((member) => textOf(member, "ResourceType") === "instance").map(pairsOf),
  );
};
