import { createHash, randomBytes } from "node:crypto";
import type { StoreFolder } from "../../storage/store-folder";
import { AwsError } from "../../protocol/service";
import { membersOf } from "../../is-record";

/** EC2's states and the codes it gives them. */
export const stateCodes = {
  pending: 0,
  running: 16,
  "shutting-down": 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
} as const;
export type StateName = keyof typeof stateCodes;

/** An instance as it is kept; its state in between is a matter of time and never stored. */
export interface Instance {
  id: string;
  imageId: string;
  type: string;
  tags: Record<string, string>;
  launchTime: string;
  /** The state it is in, or on its way to since {@link since}. */
  settled: "running" | "stopped" | "terminated";
  /** When the way began, in milliseconds since the epoch. */
  since: number;
  /** The request that launched it, if that named itself. */
  launch?: Launch;
}

/** What makes a launch idempotent: https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html. */
export interface Launch {
  clientToken: string;
  /** A digest of the request's other parameters. */
  digest: string;
}

export interface InstancesOptions {
  data: Pick<StoreFolder, "load" | "save">;
  /** How long an instance takes to change its state. */
  transitionSeconds: number;
  now: () => number;
}

const ways = { running: "pending", stopped: "stopping", terminated: "shutting-down" } as const;
/** EC2 forgets terminated instances after about an hour. */
const forgetAfterMilliseconds = 3_600_000;

/** Instances and their states; every change is on disk before it is answered. */
export class Instances {
  private byId: ReadonlyMap<string, Instance>;

  /** @throws UserError if what is stored is damaged, and not to be repaired */
  constructor(private readonly options: InstancesOptions) {
    const stored = options.data.load("ec2", isInstances) ?? [];
    this.byId = new Map(stored.map((instance) => [instance.id, instance]));
  }

  /** An instance that the program declares: new ones run, known ones keep their state, terminated ones are made anew. */
  declare(declared: Pick<Instance, "id" | "imageId" | "type" | "tags">): void {
    const known = this.byId.get(declared.id);
    const kept = known && known.settled !== "terminated" ? known : this.fresh(0);
    this.keep({ ...kept, ...declared });
  }

  /**
   * Launches instances; a request that is repeated with its client token gets those that it launched before.
   *
   * @throws AwsError IdempotentParameterMismatch
   */
  launch(count: number, launched: Pick<Instance, "imageId" | "type" | "tags" | "launch">): Instance[] {
    const { launch } = launched;
    const before = launch ? this.launchedBy(launch) : [];
    if (before.length > 0) return before;
    const instances = Array.from({ length: count }, () => ({
      ...this.fresh(this.options.now()),
      ...launched,
      id: `i-${randomBytes(9).toString("hex").slice(0, 17)}`,
    }));
    this.keep(...instances);
    return instances;
  }

  private launchedBy({ clientToken, digest }: Launch): Instance[] {
    const launched = this.all().filter(({ launch }) => launch?.clientToken === clientToken);
    if (launched.some(({ launch }) => launch?.digest !== digest))
      throw new AwsError(
        "IdempotentParameterMismatch",
        "The client token you have provided is associated with a resource that was created with different parameters.",
      );
    return launched;
  }

  /** All instances that EC2 still remembers. */
  all(): Instance[] {
    return this.remembered(this.byId);
  }

  find(id: string): Instance | undefined {
    return this.all().find((instance) => instance.id === id);
  }

  /** @throws AwsError `InvalidInstanceID.Malformed` or `InvalidInstanceID.NotFound` */
  get(ids: string[]): Instance[] {
    const malformed = ids.find((id) => !/^i-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id));
    if (malformed !== undefined) throw new AwsError("InvalidInstanceID.Malformed", `Invalid id: "${malformed}"`);
    const missing = ids.filter((id) => !this.find(id));
    if (missing.length === 0) return ids.flatMap((id) => this.find(id) ?? []);
    const [noun, verb] = missing.length === 1 ? ["ID", "does"] : ["IDs", "do"];
    throw new AwsError("InvalidInstanceID.NotFound", `The instance ${noun} '${missing.join(", ")}' ${verb} not exist`);
  }

  /** The state an instance is in now. */
  stateOf({ settled, since }: Instance): StateName {
    return this.options.now() - since < this.options.transitionSeconds * 1000 ? ways[settled] : settled;
  }

  /** Sends instances to another state; those there or on their way stay. All or none change. */
  move(instances: Instance[], settled: Instance["settled"]): void {
    for (const instance of instances) this.allow(instance, settled);
    const moved = instances.filter((instance) => instance.settled !== settled);
    this.keep(...moved.map((instance) => ({ ...instance, settled, since: this.options.now() })));
  }

  tag(instance: Instance, tags: Record<string, string>): void {
    this.keep({ ...instance, tags: { ...instance.tags, ...tags } });
  }

  private allow(instance: Instance, settled: Instance["settled"]): void {
    const from: Record<Instance["settled"], StateName[]> = {
      running: ["stopped", "pending", "running"],
      stopped: ["running", "stopping", "stopped"],
      terminated: ["pending", "running", "stopping", "stopped", "shutting-down", "terminated"],
    };
    if (from[settled].includes(this.stateOf(instance))) return;
    const done = settled === "running" ? "started" : "stopped";
    throw new AwsError(
      "IncorrectInstanceState",
      `The instance '${instance.id}' is not in a state from which it can be ${done}.`,
    );
  }

  private fresh(since: number) {
    return { launchTime: new Date(this.options.now()).toISOString(), settled: "running" as const, since };
  }

  /** Stores instances in the place of those with their ids. What the disk refuses does not become true. */
  private keep(...changed: Instance[]): void {
    const byId = new Map(this.byId);
    for (const instance of changed) byId.set(instance.id, instance);
    this.options.data.save("ec2", this.remembered(byId));
    this.byId = byId;
  }

  private remembered(byId: ReadonlyMap<string, Instance>): Instance[] {
    const oldest = this.options.now() - forgetAfterMilliseconds;
    return [...byId.values()].filter(({ settled, since }) => settled !== "terminated" || since > oldest);
  }
}

const isInstances = (value: unknown): value is Instance[] => Array.isArray(value) && value.every(isInstance);

const isInstance = (value: unknown): value is Instance => {
  const { id, imageId, type, tags, launchTime, settled, since, launch } = membersOf(value);
  const texts = [id, imageId, type, launchTime, ...Object.values(membersOf(tags))];
  if (launch !== undefined) texts.push(membersOf(launch).clientToken, membersOf(launch).digest);
  const isSettled = typeof settled === "string" && Object.hasOwn(ways, settled);
  return texts.every((one) => typeof one === "string") && isSettled && typeof since === "number";
};

/** An address in the default VPC's range, the same for one instance on every run. */
export const privateAddress = (id: string): string => {
  const [a = 0, b = 0] = createHash("sha256").update(id).digest();
  return `172.31.${a}.${b}`;
};
