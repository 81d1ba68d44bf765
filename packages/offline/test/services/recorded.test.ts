import { expect } from "chai";
import type { Properties } from "../../src/graph/graph";
import { unknownValue } from "../../src/graph/unknown";
import { services } from "../../src/services";
import { boundBy, graphWith, only } from "../support/graph";

const made = (type: string, inputs: Properties = {}, name = "one"): Properties => {
  const { id, outputs } = only(graphWith([{ type, name, inputs }]), type);
  return { id, ...outputs };
};

const ofAccount = (service: string, rest: string) => `arn:aws:${service}:eu-west-1:000000000000:${rest}`;

describe("services/recorded: what programs read of what nothing serves", () => {
  it("has the form that AWS gives ids", () => {
    const forms: [type: string, form: RegExp][] = [
      ["aws:ec2/internetGateway:InternetGateway", /^igw-[0-9a-f]{17}$/],
      ["aws:ec2/routeTable:RouteTable", /^rtb-[0-9a-f]{17}$/],
      ["aws:ec2/securityGroup:SecurityGroup", /^sg-[0-9a-f]{17}$/],
      ["aws:efs/fileSystem:FileSystem", /^fs-[0-9a-f]{17}$/],
      ["aws:kms/key:Key", /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/],
    ];
    for (const [type, form] of forms) expect(made(type).id, type).to.match(form);
  });

  it("has the ARN as its id where AWS's provider has it so", () => {
    const machine = made("aws:sfn/stateMachine:StateMachine", { name: "steps" });
    expect(machine).to.include({ id: ofAccount("states", "stateMachine:steps"), arn: machine.id });
    expect(made("aws:ecs/cluster:Cluster", { name: "c" }).id).to.equal(ofAccount("ecs", "cluster/c"));
    expect(made("aws:kinesis/stream:Stream", { name: "s" }).id).to.equal(ofAccount("kinesis", "stream/s"));
    const layer = made("aws:lambda/layerVersion:LayerVersion", { layerName: "l" });
    expect(layer).to.include({ id: ofAccount("lambda", "layer:l:1"), layerArn: ofAccount("lambda", "layer:l") });
    expect(made("aws:lb/loadBalancer:LoadBalancer", { name: "web" }))
      .to.have.property("dnsName")
      .that.matches(/^web-\d+\.eu/);
  });

  it("has the outputs that programs put into names", () => {
    const url = "000000000000.dkr.ecr.eu-west-1.amazonaws.com/app";
    expect(made("aws:ecr/repository:Repository", { name: "app" })).to.include({ repositoryUrl: url });
    expect(made("aws:rds/instance:Instance", { identifier: "db", engine: "postgres" }).endpoint).to.match(
      /^db\..*:5432$/,
    );
    expect(made("aws:ec2/instance:Instance").publicIp).to.match(/^203\.0\.113\.\d+$/);
    expect(made("aws:iam/user:User", { name: "u" }).arn).to.equal("arn:aws:iam::000000000000:user/u");
  });

  it("is unknown, and said so, where only what a program runs could tell", () => {
    expect(made("command:local:Command").stdout).to.equal(unknownValue);
  });

  it("gives way to every service that serves a type", () => {
    expect(services[0]?.name).to.equal("recorded");
  });
});

describe("services/recorded: what is made by chance", () => {
  const text = (inputs: Properties) => String(made("random:index/randomString:RandomString", inputs).result);

  it("is the same on every run, and another with other keepers or another name", () => {
    expect(text({ length: 16 }))
      .to.equal(text({ length: 16 }))
      .and.to.have.length(16);
    expect(text({ length: 16, keepers: { a: "1" } })).to.not.equal(text({ length: 16 }));
    const other = made("random:index/randomString:RandomString", { length: 16 }, "two").result;
    expect(other).to.not.equal(text({ length: 16 }));
  });

  it("has the characters that are asked for, and as many of a kind as are asked for", () => {
    expect(text({ length: 64, special: false, upper: false })).to.match(/^[a-z0-9]{64}$/);
    expect(text({ length: 8, minNumeric: 8 })).to.match(/^\d{8}$/);
    expect(text({ length: 64, lower: false, upper: false, numeric: false, overrideSpecial: "_" })).to.match(/^_{64}$/);
  });

  it("is an id of so many bytes, a number between two, a UUID, a name of words, some of a list", () => {
    const { id, hex, dec } = made("random:index/randomId:RandomId", { byteLength: 4, prefix: "p-" });
    expect(hex).to.match(/^p-[0-9a-f]{8}$/);
    expect(dec).to.equal(`p-${parseInt(String(hex).slice(2), 16)}`);
    expect(Buffer.from(String(id), "base64url").toString("hex")).to.equal(String(hex).slice(2));
    expect(made("random:index/randomInteger:RandomInteger", { min: 5, max: 5 }).result).to.equal(5);
    expect(made("random:index/randomUuid:RandomUuid").result).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8/);
    expect(made("random:index/randomPet:RandomPet", { prefix: "x" }).id).to.match(/^x-[a-z]+-[a-z]+$/);
    const { results } = made("random:index/randomShuffle:RandomShuffle", { inputs: ["a", "b", "c"], resultCount: 2 });
    expect(results).to.have.length(2);
  });

  it("is a password of each data folder's own, wherever the program has put it", () => {
    const type = "random:index/randomPassword:RandomPassword";
    const recording = graphWith([{ type, inputs: { length: 20 } }]);
    const password = String(only(recording, type).outputs.result);
    const asPut = {
      ...recording,
      outputs: { url: `postgres://me:${password}@db`, json: JSON.stringify({ password }) },
    };
    const [one, other] = ["a", "b"].map((seed) => boundBy(asPut, seed));
    const own = String(only(one ?? asPut, type).outputs.result);
    expect(own).to.have.length(20).and.to.not.equal(password);
    expect(one?.outputs).to.deep.equal({ url: `postgres://me:${own}@db`, json: JSON.stringify({ password: own }) });
    expect(other?.outputs.url).to.not.equal(one?.outputs.url);
  });
});
