import type * as ec2 from "@pulumi/aws/ec2";
import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import * as pulumi from "@pulumi/pulumi";
import { longestActionSeconds } from "../functions/control/containers";
import type { EngineEnvironment } from "../functions/control/engine";
import { certificateParameters, certificatesIn } from "../functions/control/engine-certificates";
import { getInfra, getInfraHandler } from "../functions/control/infra";
import type { ControlEnvironment } from "../functions/control/instances";
import { manage, manageHandler } from "../functions/control/manage";
import { type Route, route, type ServedRoute, serveRoutes } from "./api/routes";
import type { Allow } from "./blocks/lambda";
import { createInstance } from "./control/instance";
import type { Settings } from "./settings";
import type { DockerSettings } from "./settings/docker";

/** What the functions work with, and may do. */
interface Parts {
  control: ControlEnvironment;
  /** What controls instances may do. */
  controlInstances: Allow[];
  settings: Settings;
  readCertificates: Allow[];
}

/** The endpoints of instances and containers. */
export const controlRoutes: Route<Parts>[] = [
  route("manage", manage, ({ control, controlInstances }) => ({
    factory: manageHandler(control),
    allow: controlInstances,
    timeout: control.waitSeconds + reserveSeconds,
  })),
  route("infra", getInfra, ({ control, controlInstances, settings: { docker }, readCertificates }) => ({
    factory: getInfraHandler({ ...control, engine: docker && engineOf(docker) }),
    allow: [...controlInstances, ...readCertificates],
    timeout: Math.max(control.waitSeconds, docker ? longestActionSeconds : 0) + reserveSeconds,
  })),
];

/** Seconds that a function has besides those it waits: for a cold start and one more question, under the gateway's 29. */
const reserveSeconds = 8;

/**
 * Infrastructure control: an EC2 instance in each of the stack's regions, and the routes that start, stop and describe them
 * and a Docker Engine's containers.
 */
export class Control extends pulumi.ComponentResource {
  /** The instance that `/infra` acts on by default. */
  readonly instanceId: pulumi.Output<string>;
  readonly routes: ServedRoute[];

  constructor(name: string, { settings }: { settings: Settings }, opts?: pulumi.ComponentResourceOptions) {
    super("atelier:control:Control", name, {}, opts);
    const parent = { parent: this };
    const stackTag = `${pulumi.getProject()}/${pulumi.getStack()}`;
    const { region, furtherRegions, controlWaitSeconds: waitSeconds } = settings;

    const instance = createIn(region);
    const further = furtherRegions.map((one) => ({ region: one, instance: createIn(one) }));
    const own = { region, instanceId: instance.id };
    const others = further.map(({ region: one, instance: { id } }) => ({ region: one, instanceId: id }));
    const arns = [instance, ...further.map(({ instance: one }) => one)].map(({ arn }) => arn);
    const parts: Parts = {
      control: { stackTag, waitSeconds, own, others },
      controlInstances: [describeInstances([region, ...furtherRegions]), startAndStop(arns, stackTag)],
      settings,
      readCertificates: readCertificates(settings.docker),
    };

    this.instanceId = own.instanceId;
    this.routes = serveRoutes(name, controlRoutes, parts, settings, parent);
    this.registerOutputs({ instanceId: this.instanceId });

    function createIn(one: string): ec2.Instance {
      return createInstance(name, { region: one, stackTag, settings }, parent);
    }

    function readCertificates(docker: DockerSettings | undefined): Allow[] {
      if (!docker?.certificates) return [];
      const { accountId } = getCallerIdentityOutput({}, parent);
      const resources = Object.values(certificateParameters(docker.certificates)).map(
        (parameter) => pulumi.interpolate`arn:aws:ssm:${region}:${accountId}:parameter${parameter}`,
      );
      return [{ actions: ["ssm:GetParameters"], resources }];
    }
  }
}

/** What the function captures: where the engine is, and where its certificates are to be read, never themselves. */
const engineOf = ({ host, certificates }: DockerSettings): EngineEnvironment => ({
  host,
  certificates: certificates === undefined ? undefined : certificatesIn(certificates),
});

/** EC2 knows no resource for this action: AWS demands `*`, and takes the regions as a condition. */
const describeInstances = (regions: string[]): Allow => ({
  actions: ["ec2:DescribeInstances"],
  resources: ["*"],
  conditions: { StringEquals: { "aws:RequestedRegion": regions } },
});

/** Any instance that carries this stack's tag, in its account and the regions of these, and none besides. */
const startAndStop = (arns: pulumi.Output<string>[], stackTag: string): Allow => ({
  actions: ["ec2:StartInstances", "ec2:StopInstances"],
  resources: arns.map((arn) => arn.apply((one) => one.replace(/[^/]+$/, "*"))),
  conditions: { StringEquals: { "ec2:ResourceTag/atelier:stack": stackTag } },
});
