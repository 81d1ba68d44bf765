import { expect } from "chai";
import { ofType, type Properties, type Resource } from "../../src/graph/graph";
import { dataSource, type Surroundings } from "../../src/program/datasources";
import { readProject } from "../../src/program/project";
import { runProgram } from "../../src/program/run";
import { graphWith } from "../support/graph";
import { programFolder } from "../support/programs";

const told: string[] = [];

const asked = (token: string, inputs: Properties = {}, given: Partial<Surroundings> = {}): Properties =>
  dataSource(token, inputs, {
    ...{ region: "eu-west-1", account: "000000000000", declared: [], config: {} },
    tell: (text) => void told.push(text),
    ...given,
  });

const policy = (inputs: Properties): unknown => {
  const { json, minifiedJson } = asked("aws:iam/getPolicyDocument:getPolicyDocument", inputs);
  expect(JSON.parse(String(json))).to.deep.equal(JSON.parse(String(minifiedJson)));
  return JSON.parse(String(json));
};

const declared = (...resources: Parameters<typeof graphWith>[0]): readonly Resource[] => graphWith(resources).resources;

describe("program: what a program asks AWS's provider", () => {
  it("writes a policy document as the provider does: one value alone, several from their end, and who by type", () => {
    const statement = {
      sid: "Read",
      actions: ["s3:GetObject", "s3:ListBucket"],
      resources: ["arn:aws:s3:::photos/&{aws:username}"],
      principals: [
        { type: "Service", identifiers: ["lambda.amazonaws.com"] },
        { type: "AWS", identifiers: ["1", "2"] },
      ],
      conditions: [{ test: "StringLike", variable: "s3:prefix", values: ["b", "a"] }],
    };
    expect(policy({ policyId: "one", statements: [statement] })).to.deep.equal({
      Version: "2012-10-17",
      Id: "one",
      Statement: [
        {
          Sid: "Read",
          Effect: "Allow",
          Action: ["s3:ListBucket", "s3:GetObject"],
          Resource: "arn:aws:s3:::photos/${aws:username}",
          Principal: { AWS: ["2", "1"], Service: "lambda.amazonaws.com" },
          Condition: { StringLike: { "s3:prefix": ["b", "a"] } },
        },
      ],
    });
    const anybody = { effect: "Deny", notActions: ["*"], principals: [{ type: "*", identifiers: ["*"] }] };
    expect(policy({ statements: [anybody] })).to.deep.equal({
      Version: "2012-10-17",
      Statement: [{ Effect: "Deny", NotAction: "*", Principal: "*" }],
    });
  });

  it("lays later policy documents over earlier ones, by the Sids of their statements", () => {
    const text = (Sid: string, Action: string) =>
      JSON.stringify({ Version: "2008-10-17", Statement: [{ Sid, Effect: "Allow", Action }] });
    const merged = {
      sourcePolicyDocuments: [text("One", "a:First"), text("Two", "a:Second")],
      statements: [{ sid: "Two", actions: ["a:Mine"] }],
      overridePolicyDocuments: [text("One", "a:Last")],
    };
    expect(policy(merged)).to.deep.equal({
      Version: "2012-10-17",
      Statement: [
        { Sid: "One", Effect: "Allow", Action: "a:Last" },
        { Sid: "Two", Effect: "Allow", Action: "a:Mine" },
      ],
    });
    const twice = { sourcePolicyDocuments: [text("One", "a:First"), text("One", "a:Second")] };
    expect(() => policy(twice)).to.throw("the Sid One is there twice");
  });

  it("tells of the paths of a REST API that the program has declared", () => {
    const [things] = declared({
      type: "aws:apigateway/resource:Resource",
      name: "things",
      inputs: { restApi: "api", parentId: "root", pathPart: "things" },
    });
    const inputs = { restApiId: "api", path: "/things" };
    expect(asked("aws:apigateway/getResource:getResource", inputs, { declared: things ? [things] : [] })).to.include({
      ...{ id: things?.id, restApiId: "api", pathPart: "things", parentId: "root" },
    });
  });

  it("has a default VPC with a public subnet in each of three zones, and what the program has declared besides", () => {
    const vpc = asked("aws:ec2/getVpc:getVpc", { default: true });
    expect(vpc.id).to.match(/^vpc-[0-9a-f]{17}$/);
    const filters = [{ name: "vpc-id", values: [vpc.id] }];
    const { ids } = asked("aws:ec2/getSubnets:getSubnets", { filters });
    expect(ids).to.have.length(3);
    const zone = [{ name: "availability-zone", values: ["eu-west-1b"] }];
    const subnet = asked("aws:ec2/getSubnet:getSubnet", { filters: [...filters, ...zone] });
    expect(subnet).to.include({ vpcId: vpc.id, availabilityZone: "eu-west-1b", mapPublicIpOnLaunch: true });
    expect(ids).to.include(subnet.id);
    const given = {
      declared: declared({
        type: "aws:ec2/vpc:Vpc",
        name: "own",
        inputs: { tags: { Name: "mine" }, cidrBlock: "10.0.0.0/16" },
      }),
    };
    const own = asked("aws:ec2/getVpc:getVpc", { tags: { Name: "mine" } }, given);
    expect(own).to.include({ cidrBlock: "10.0.0.0/16" });
    expect(own.id).to.not.equal(vpc.id);
    expect(asked("aws:ec2/getSubnets:getSubnets", { filters: [{ name: "vpc-id", values: [own.id] }] }).ids).to.be.empty;
    expect(() => asked("aws:ec2/getVpc:getVpc", { id: "vpc-1" })).to.throw('no VPC fits {"id":"vpc-1"}');
    expect(() => asked("aws:ec2/getVpc:getVpc", { filters: [{ name: "odd", values: [] }] })).to.throw("the filter odd");
    expect(() => asked("aws:ec2/getVpc:getVpc", {}, given)).to.throw("2 VPCs fit");
  });

  it("makes an image up of the question, the same on every run, and says so", () => {
    const inputs = { owners: ["amazon"], filters: [{ name: "name", values: ["al2023-ami-*-arm64"] }] };
    const { id, architecture } = asked("aws:ec2/getAmi:getAmi", inputs);
    expect(id).to.match(/^ami-[0-9a-f]{17}$/);
    expect(asked("aws:ec2/getAmi:getAmi", inputs).id).to.equal(id);
    expect(asked("aws:ec2/getAmi:getAmi", { owners: ["self"] }).id).to.not.equal(id);
    expect(architecture).to.equal("arm64");
    expect(told.some((text) => text.includes(String(id)) && text.includes("made up"))).to.equal(true);
  });

  it("knows a region's zones by the ids that are the same for every account", () => {
    const ids = (region: string) =>
      asked("aws:index/getAvailabilityZones:getAvailabilityZones", {}, { region }).zoneIds;
    expect(ids("us-east-1")).to.deep.equal(["use1-az1", "use1-az2", "use1-az3"]);
    expect(ids("ap-southeast-2")).to.include("apse2-az1");
    expect(ids("eu-central-1")).to.include("euc1-az1");
  });

  it("finds what the program has declared, and nothing else", () => {
    const given = {
      declared: declared(
        { type: "aws:sqs/queue:Queue", inputs: { name: "jobs" } },
        { type: "aws:ssm/parameter:Parameter", inputs: { name: "/a", type: "String", value: "v" } },
      ),
    };
    expect(asked("aws:sqs/getQueue:getQueue", { name: "jobs" }, given).arn).to.match(/:jobs$/);
    expect(asked("aws:ssm/getParameter:getParameter", { name: "/a" }, given)).to.include({
      value: "v",
      type: "String",
    });
    expect(() => asked("aws:sqs/getQueue:getQueue", { name: "other" }, given)).to.throw(
      "getQueue asks for name other, which the program has not declared; declare it before",
    );
    expect(() => asked("aws:ssm/getParameter:getParameter", { name: "/b" }, given)).to.throw("the parameter /b");
  });

  it("takes a hosted zone from the configuration, and says how where there is none", () => {
    const token = "aws:route53/getZone:getZone";
    const config = { "offline:hostedZones": "example.com, example.org" };
    expect(asked(token, { name: "example.org." }, { config }).zoneId).to.match(/^Z[0-9A-F]{20}$/);
    expect(() => asked(token, { name: "example.net" }, { config })).to.throw(
      "say so: --config offline:hostedZones=example.net",
    );
  });

  it("fails by the token and what to do for all others, and for what is on every object", () => {
    expect(() => asked("aws:a/b:b")).to.throw("aws:a/b:b is not served offline: what it would tell has to come from");
    expect(() => asked("constructor")).to.throw("is not served offline");
  });

  it("answers a program that runs", async () => {
    const { graph } = await runProgram(readProject(programFolder("lookups"), "dev", {}));
    expect(graph.outputs.subnets).to.have.length(3);
    expect(JSON.parse(String(graph.outputs.policy)).Statement[0].Action).to.equal("s3:GetObject");
    expect(JSON.parse(String(graph.outputs.policy)).Statement[0].Resource).to.match(/^arn:aws:s3:::photos-.*\/\*$/);
    expect(graph.outputs.bucket).to.match(/^photos-/);
    expect(graph.madeUp).to.have.length(1);
    expect(graph.outputs.cidrBlock).to.equal("172.31.0.0/16");
    expect(graph.outputs.same).to.match(/^arn:aws:s3:::photos-/);
    expect(ofType(graph, "aws:s3/bucket:Bucket")).to.have.length(1);
  });

  it("computes what the functions of @pulumi/std compute", () => {
    const result = (name: string, inputs: Properties): unknown => asked(`std:index:${name}`, inputs).result;
    expect(result("join", { separator: "-", input: ["a", "b"] })).to.equal("a-b");
    expect(result("sha256", { input: "a" })).to.match(/^ca978112ca1bbdcafac231b39a23dc4d/);
    expect(result("base64encode", { input: "é" })).to.equal("w6k=");
    expect(result("filemd5", { input: "LICENSE" })).to.match(/^[0-9a-f]{32}$/);
    expect(result("jsondecode", { input: '{"a":[1]}' })).to.deep.equal({ a: [1] });
    expect(result("cidrsubnet", { input: "10.1.2.3/16", newbits: 8, netnum: 2 })).to.equal("10.1.2.0/24");
    expect(result("cidrhost", { input: "10.0.0.0/24", host: -2 })).to.equal("10.0.0.254");
    expect(result("cidrnetmask", { input: "10.0.0.0/12" })).to.equal("255.240.0.0");
    expect(result("substr", { input: "hello", offset: -3, length: -1 })).to.equal("llo");
    expect(result("merge", { input: [{ a: 1, b: 1 }, { b: 2 }] })).to.deep.equal({ a: 1, b: 2 });
    expect(result("range", { limit: 3 })).to.deep.equal([0, 1, 2]);
    expect(() => result("file", { input: "nowhere" })).to.throw("nowhere does not exist");
    expect(() => result("cidrhost", { input: "10.0.0.0/33", host: 1 })).to.throw("is no block of IPv4 addresses");
  });
});
