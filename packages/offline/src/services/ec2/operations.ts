import type { Operations } from "../../protocol/operations";
import { listOf, type Parameters, textOf, textsOf } from "../../protocol/query";
import { type Access, AwsError, type Location } from "../../protocol/service";
import { reservationElement, stateElement } from "./answers";
import { filtersOf } from "./filters";
import type { Instance, Instances } from "./instances";

/** EC2's operations on instances: run, describe, start, stop, terminate and tag. */
export class InstanceOperations {
  readonly table: Operations<Parameters, object> = {
    DescribeInstances: {
      access: () => [{ action: "ec2:DescribeInstances", resource: "*" }],
      run: (parameters) => this.describe(parameters),
    },
    RunInstances: {
      access: (parameters) => this.launchAccess(parameters),
      run: (parameters) => this.launch(parameters),
    },
    StartInstances: {
      access: (parameters) => this.instanceAccess("ec2:StartInstances", textsOf(parameters, "InstanceId")),
      run: (parameters) => this.move(parameters, "running"),
    },
    StopInstances: {
      access: (parameters) => this.instanceAccess("ec2:StopInstances", textsOf(parameters, "InstanceId")),
      run: (parameters) => this.move(parameters, "stopped"),
    },
    TerminateInstances: {
      access: (parameters) => this.instanceAccess("ec2:TerminateInstances", textsOf(parameters, "InstanceId")),
      run: (parameters) => this.move(parameters, "terminated"),
    },
    CreateTags: {
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
    return { reservationSet: { item: chosen.map((instance) => this.reservation(instance)) } };
  }

  private launch(parameters: Parameters): object {
    const imageId = textOf(parameters, "ImageId");
    if (!imageId) throw new AwsError("MissingParameter", "The request must contain the parameter ImageId");
    const count = Number(textOf(parameters, "MaxCount") ?? 1);
    if (!Number.isInteger(count) || count < 1 || count > 20)
      throw new AwsError("InvalidParameterValue", "MaxCount must be from 1 to 20");
    const type = textOf(parameters, "InstanceType") ?? "m1.small";
    const launched = Array.from({ length: count }, () => this.instances.launch(imageId, type, tagsOf(parameters)));
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
