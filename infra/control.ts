import * as ec2 from "@pulumi/aws/ec2";
import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import * as ssm from "@pulumi/aws/ssm";
import { Vpc } from "@pulumi/awsx/ec2";
import * as pulumi from "@pulumi/pulumi";
import { longestActionSeconds } from "../functions/control/containers";
import type { EngineEnvironment } from "../functions/control/engine";
import { certificateParameters, certificatesIn } from "../functions/control/engine-certificates";
import { getInfra, getInfraHandler } from "../functions/control/infra";
import { manage, manageHandler } from "../functions/control/manage";
import { type Route, route, type ServedRoute, serveRoutes } from "./api/routes";
import type { Allow } from "./blocks/lambda";
import type { Settings } from "./settings";
import type { DockerSettings } from "./settings/docker";

/** What the functions work with, and may do. */
interface Parts {
  instance: ec2.Instance;
  /** Value of the tag that the stack's instances carry. */
  stackTag: string;
  settings: Settings;
  readCertificates: Allow[];
}

/** The endpoints of instances and containers. */
export const controlRoutes: Route<Parts>[] = [
  route("manage", manage, ({ instance, stackTag, settings: { controlWaitSeconds: waitSeconds } }) => ({
    factory: manageHandler({ stackTag, waitSeconds }),
    allow: [describeInstances, startAndStop(instance, stackTag)],
    timeout: waitSeconds + reserveSeconds,
  })),
  route("infra", getInfra, ({ instance, stackTag, settings, readCertificates }) => {
    const { controlWaitSeconds: waitSeconds, docker } = settings;
    return {
      factory: getInfraHandler({ stackTag, waitSeconds, instanceId: instance.id, engine: docker && engineOf(docker) }),
      allow: [describeInstances, startAndStop(instance, stackTag), ...readCertificates],
      timeout: Math.max(waitSeconds, docker ? longestActionSeconds : 0) + reserveSeconds,
    };
  }),
];

const amazonLinux = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";

/** Seconds that a function has besides those it waits: for a cold start and one more question, under the gateway's 29. */
const reserveSeconds = 8;

/** Infrastructure control: an EC2 instance, and the routes that start, stop and describe it and a Docker Engine's containers. */
export class Control extends pulumi.ComponentResource {
  /** The instance that `/infra` acts on by default. */
  readonly instanceId: pulumi.Output<string>;
  readonly routes: ServedRoute[];

  constructor(name: string, { settings }: { settings: Settings }, opts?: pulumi.ComponentResourceOptions) {
    super("atelier:control:Control", name, {}, opts);
    const parent = { parent: this };
    const stackTag = `${pulumi.getProject()}/${pulumi.getStack()}`;

    const network = settings.vpcCidr ? createVpc(settings.vpcCidr) : undefined;
    const instance = createInstance();
    const parts = { instance, stackTag, settings, readCertificates: readCertificates(settings.docker) };

    this.instanceId = instance.id;
    this.routes = serveRoutes(name, controlRoutes, parts, settings, parent);
    this.registerOutputs({ instanceId: this.instanceId });

    /** One isolated subnet: the instance needs no way out, and a NAT gateway would cost more than all else together. */
    function createVpc(cidrBlock: string): Vpc {
      return new Vpc(
        name,
        {
          cidrBlock,
          availabilityZoneNames: [`${new pulumi.Config("aws").require("region")}a`],
          natGateways: { strategy: "None" },
          subnetSpecs: [{ type: "Isolated" }],
          subnetStrategy: "Auto",
        },
        parent,
      );
    }

    function createInstance(): ec2.Instance {
      const securityGroup = new ec2.SecurityGroup(
        name,
        { description: "Nothing comes in, nothing goes out", vpcId: network?.vpcId, ingress: [], egress: [] },
        parent,
      );
      return new ec2.Instance(
        name,
        {
          ami: settings.instanceAmi ?? ssm.getParameterOutput({ name: amazonLinux }, parent).insecureValue,
          instanceType: settings.instanceType,
          subnetId: network?.isolatedSubnetIds.apply(([subnetId = ""]) => subnetId),
          vpcSecurityGroupIds: [securityGroup.id],
          associatePublicIpAddress: false,
          metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
          rootBlockDevice: { encrypted: true, volumeType: "gp3" },
          tags: { Name: name, "atelier:stack": stackTag },
        },
        // The parameter names a newer image every few weeks; that must not replace the instance.
        { ...parent, ignoreChanges: ["ami"] },
      );
    }

    function readCertificates(docker: DockerSettings | undefined): Allow[] {
      if (!docker?.certificates) return [];
      const region = new pulumi.Config("aws").require("region");
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

/** EC2 knows no resource for this action: AWS demands `*`. */
const describeInstances: Allow = { actions: ["ec2:DescribeInstances"], resources: ["*"] };

/** Any instance that carries this stack's tag, in its region and account, and none besides. */
const startAndStop = (instance: ec2.Instance, stackTag: string): Allow => ({
  actions: ["ec2:StartInstances", "ec2:StopInstances"],
  resources: [instance.arn.apply((arn) => arn.replace(/[^/]+$/, "*"))],
  conditions: { StringEquals: { "ec2:ResourceTag/atelier:stack": stackTag } },
});
