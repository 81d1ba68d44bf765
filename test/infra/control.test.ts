import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { type Graph, ofType } from "../../packages/offline/src/graph/graph";
import { documentOf, graphOf, only, policiesOf } from "../../packages/offline/test/support/graph";
import { readProject } from "../../packages/offline/src/program/project";
import { engineConfigured, limited, spread, watched } from "../support/graphs";

const timeoutOf = (graph: Graph, name: string): unknown =>
  only(graph, "aws:lambda/function:Function", name).inputs.timeout;

describe("infra/control", () => {
  it("declares one instance that is encrypted, private, and asks for IMDSv2 (EC2.8, EC2.9, CKV_AWS_8, CKV_AWS_79)", async () => {
    const graph = await graphOf("localstack");
    const { inputs } = only(graph, "aws:ec2/instance:Instance");
    expect(inputs).to.deep.include({
      instanceType: "t2.micro",
      associatePublicIpAddress: false,
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      rootBlockDevice: { encrypted: true, volumeType: "gp3" },
      tags: { Name: "control", "atelier:stack": "atelier/localstack" },
    });
    expect(inputs).to.have.property("ami").that.matches(/^ami-/);
    expect(inputs).to.not.have.any.keys("keyName", "subnetId", "userData", "iamInstanceProfile");
  });

  it("opens no port of the instance, neither in nor out", async () => {
    const { inputs } = only(await graphOf("localstack"), "aws:ec2/securityGroup:SecurityGroup");
    expect(inputs).to.deep.include({ ingress: [], egress: [] });
  });

  it("puts the instance into a VPC without NAT gateways where vpcCidr is set", async () => {
    const graph = await graphOf("prod");
    const vpc = only(graph, "awsx:ec2:Vpc");
    expect(vpc.inputs).to.deep.include({
      cidrBlock: "10.20.0.0/16",
      natGateways: { strategy: "None" },
      subnetSpecs: [{ type: "Isolated" }],
      availabilityZoneNames: ["eu-west-3a"],
    });
    const { inputs } = only(graph, "aws:ec2/instance:Instance");
    expect([inputs.subnetId]).to.deep.equal(vpc.outputs.isolatedSubnetIds);
    expect(only(graph, "aws:ec2/securityGroup:SecurityGroup").inputs.vpcId).to.equal(vpc.outputs.vpcId);
  });

  it("makes no VPC otherwise", async () => {
    expect(ofType(await graphOf("localstack"), "awsx:ec2:Vpc")).to.be.empty;
  });

  it("makes no provider where the stack's own region is the only one", async () => {
    const graph = await graphOf("prod");
    expect(ofType(graph, "pulumi:providers:aws")).to.be.empty;
    expect(ofType(graph, "aws:ec2/instance:Instance").map(({ name }) => name)).to.deep.equal(["control"]);
  });

  describe("in several regions", () => {
    const instanceArn = (region: string, id = "*") => `arn:aws:ec2:${region}:000000000000:instance/${id}`;

    it("declares an instance in each, with a VPC, a security group and an image of its own", async () => {
      const graph = await spread();
      for (const [name, region] of [
        ["control", "eu-west-3"],
        ["control-us-east-1", "us-east-1"],
      ] as const) {
        const instance = only(graph, "aws:ec2/instance:Instance", name);
        expect(instance.outputs.arn).to.equal(instanceArn(region, instance.id));
        const vpc = only(graph, "awsx:ec2:Vpc", name);
        expect(vpc.inputs).to.deep.include({ cidrBlock: "10.20.0.0/16", availabilityZoneNames: [`${region}a`] });
        expect([instance.inputs.subnetId]).to.deep.equal(vpc.outputs.isolatedSubnetIds);
        const group = only(graph, "aws:ec2/securityGroup:SecurityGroup", name);
        expect(group.outputs.arn).to.match(new RegExp(`^arn:aws:ec2:${region}:`));
        expect(group.inputs.vpcId).to.equal(vpc.outputs.vpcId);
        expect(instance.inputs.vpcSecurityGroupIds).to.deep.equal([group.id]);
      }
      const images = ofType(graph, "aws:ec2/instance:Instance").map(({ inputs }) => inputs.ami);
      expect(new Set(images).size).to.equal(2);
    });

    it("leaves the URNs of the stack's own region as they are", async () => {
      const [alone, several] = [await graphOf("prod"), await spread()];
      const urns = new Set(several.resources.map(({ urn }) => urn));
      expect(alone.resources.map(({ urn }) => urn).filter((urn) => !urns.has(urn))).to.deep.equal([]);
    });

    it("grants what is needed in these regions, and in no other", async () => {
      const policies = policiesOf(await spread());
      for (const name of ["control-manage", "control-infra"]) {
        const [describe, act] = policies.find((one) => one.name === name)?.statements ?? [];
        expect(describe).to.deep.include({
          Action: ["ec2:DescribeInstances"],
          Condition: { StringEquals: { "aws:RequestedRegion": ["eu-west-3", "us-east-1"] } },
        });
        expect(act?.Resource).to.deep.equal([instanceArn("eu-west-3"), instanceArn("us-east-1")]);
      }
    });

    it("gives the other region's provider all that an emulator's stack says, and keeps its keys secret", async () => {
      const graph = await graphOf("localstack", { controlRegions: "us-east-1,eu-west-3" });
      const { inputs } = only(graph, "pulumi:providers:aws");
      const { config } = readProject(process.cwd(), "localstack", {});
      expect(inputs).to.include({
        region: "eu-west-3",
        accessKey: "test",
        secretKey: "test",
        s3UsePathStyle: "true",
        skipCredentialsValidation: "true",
        skipMetadataApiCheck: "true",
      });
      expect(JSON.parse(String(inputs.endpoints))).to.deep.equal(JSON.parse(config["aws:endpoints"] ?? ""));
    });
  });

  it("takes type, image and waiting time from the configuration", async () => {
    const graph = await watched();
    expect(only(graph, "aws:ec2/instance:Instance").inputs).to.include({
      instanceType: "t3.nano",
      ami: "ami-0123456789abcdef0",
    });
    for (const name of ["control-infra", "control-manage"]) expect(timeoutOf(graph, name)).to.equal(13);
  });

  it("leaves an engine the time to stop a container, however short an instance is waited for", async () => {
    const graph = await limited();
    expect(timeoutOf(graph, "control-infra")).to.equal(28);
    expect(timeoutOf(graph, "control-manage")).to.equal(9);
  });

  for (const name of ["control-manage", "control-infra"]) {
    it(`grants ${name} to describe instances, to start and stop those with the stack's tag, and its own logs`, async () => {
      const graph = await graphOf("localstack");
      const logGroup = only(graph, "aws:cloudwatch/logGroup:LogGroup", name);
      const policy = policiesOf(graph).find((one) => one.name === name);
      expect(policy?.statements).to.deep.equal([
        {
          Effect: "Allow",
          Action: ["ec2:DescribeInstances"],
          Resource: ["*"],
          Condition: { StringEquals: { "aws:RequestedRegion": ["us-east-1"] } },
        },
        {
          Effect: "Allow",
          Action: ["ec2:StartInstances", "ec2:StopInstances"],
          Resource: ["arn:aws:ec2:us-east-1:000000000000:instance/*"],
          Condition: { StringEquals: { "ec2:ResourceTag/atelier:stack": "atelier/localstack" } },
        },
        {
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: [`${String(logGroup.outputs.arn)}:*`],
        },
      ]);
    });
  }

  describe("with an engine that asks for client certificates", () => {
    it("grants control-infra, and no other function, to read the three parameters", async () => {
      const graph = await engineConfigured();
      const reading = policiesOf(graph).flatMap(({ name, statements }) =>
        statements.filter(({ Action }) => Action.some((action) => action.startsWith("ssm:"))).map((one) => [name, one]),
      );
      expect(reading).to.deep.equal([
        [
          "control-infra",
          {
            Effect: "Allow",
            Action: ["ssm:GetParameters"],
            Resource: ["ca", "cert", "key"].map(
              (name) => `arn:aws:ssm:eu-west-3:000000000000:parameter/atelier/docker/${name}`,
            ),
          },
        ],
      ]);
    });

    it("has SSM's client in control-infra, which stays below the size of two services, and only then", async () => {
      const sizeOf = (graph: Graph) => {
        const { files } = only(graph, "aws:lambda/function:Function", "control-infra");
        const code = Buffer.from(files.code?.["packages.js"] ?? []);
        return { size: gzipSync(code).length, hasSsm: code.includes("AmazonSSM") };
      };
      const [plain, secured] = [sizeOf(await graphOf("prod")), sizeOf(await engineConfigured())];
      expect([plain.hasSsm, secured.hasSsm]).to.deep.equal([false, true]);
      expect(secured.size).to.be.below(95 * 1024);
    });
  });

  it("documents containers among what /infra takes and answers", async () => {
    const { paths, components } = documentOf(await graphOf("localstack"));
    const { parameters, responses } = paths["/infra"].get;
    const required = parameters.map(({ name, required }: { name: string; required: boolean }) => [name, required]);
    expect(Object.fromEntries(required)).to.deep.equal({
      action: true,
      target: false,
      instance_id: false,
      region: false,
      name: false,
    });
    expect(Object.keys(responses)).to.have.members(["200", "202", "400", "403", "404", "409", "501", "502", "503"]);
    expect(responses[200].content["application/json"].schema).to.deep.equal({
      $ref: "#/components/schemas/InfraAnswer",
    });
    const titles = components.schemas.InfraAnswer.oneOf.map(({ title }: { title: string }) => title);
    expect(titles).to.deep.equal(["InstanceAnswer", "InstancesAnswer", "ContainerAnswer", "ContainersAnswer"]);
    expect(paths["/manage"].post.responses).to.not.have.property("501");
  });
});
