import { expect } from "chai";
import { ofType } from "../../offline/program/graph";
import { graphOf, only, policiesOf } from "../support/graph";

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

  it("takes type, image and waiting time from the configuration", async () => {
    const config = { instanceType: "t3.nano", instanceAmi: "ami-0123456789abcdef0", controlWaitSeconds: "5" };
    const graph = await graphOf("localstack", config);
    expect(only(graph, "aws:ec2/instance:Instance").inputs).to.include({
      instanceType: "t3.nano",
      ami: "ami-0123456789abcdef0",
    });
    expect(only(graph, "aws:lambda/function:Function", "control-infra").inputs.timeout).to.equal(13);
  });

  for (const name of ["control-manage", "control-infra"]) {
    it(`grants ${name} to describe instances, to start and stop those with the stack's tag, and its own logs`, async () => {
      const graph = await graphOf("localstack");
      const logGroup = only(graph, "aws:cloudwatch/logGroup:LogGroup", name);
      const policy = policiesOf(graph).find((one) => one.name === name);
      expect(policy?.statements).to.deep.equal([
        { Effect: "Allow", Action: ["ec2:DescribeInstances"], Resource: ["*"] },
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
});
