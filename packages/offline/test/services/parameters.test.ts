import { DescribeParametersCommand, GetParameterCommand, GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { expect } from "chai";
import type { Host } from "../../src/host/host";
import { testHost } from "../support/host";
import { refusalOf } from "../support/sdk";
import { programFolder } from "../support/programs";

describe("services", () => {
  let host: Host;
  let ssm: SSMClient;
  let sts: STSClient;

  before(async () => {
    host = await testHost({ program: programFolder("services"), stack: "dev" });
    const client = {
      endpoint: host.url,
      region: "eu-west-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    };
    ssm = new SSMClient(client);
    sts = new STSClient(client);
  });

  after(async () => {
    ssm.destroy();
    sts.destroy();
    await host.close();
  });

  describe("ssm", () => {
    const get = async (Name: string, WithDecryption?: boolean) =>
      (await ssm.send(new GetParameterCommand({ Name, WithDecryption }))).Parameter;

    it("gives the parameters that the program declares", async () => {
      expect(await get("/services/plain")).to.deep.include({
        Name: "/services/plain",
        Type: "String",
        Value: "seen by all",
        Version: 1,
        ARN: "arn:aws:ssm:eu-west-1:000000000000:parameter/services/plain",
      });
    });

    it("shows a SecureString to those who ask for decryption only", async () => {
      expect((await get("/services/hidden", true))?.Value).to.equal("seen decrypted");
      expect((await get("/services/hidden"))?.Value).to.not.contain("seen");
    });

    it("gives several at once and names those that do not exist", async () => {
      const Names = ["/services/plain", "/services/none"];
      const { Parameters, InvalidParameters } = await ssm.send(new GetParametersCommand({ Names }));
      expect(Parameters?.map(({ Value }) => Value)).to.deep.equal(["seen by all"]);
      expect(InvalidParameters).to.deep.equal(["/services/none"]);
    });

    it("answers ParameterNotFound, and NotImplemented where it is not embedded", async () => {
      expect((await refusalOf(get("/services/none"))).name).to.equal("ParameterNotFound");
      expect((await refusalOf(ssm.send(new DescribeParametersCommand({})))).name).to.equal("NotImplemented");
    });
  });

  describe("sts", () => {
    it("tells the administrator who they are", async () => {
      const { Account, Arn } = await sts.send(new GetCallerIdentityCommand({}));
      expect([Account, Arn]).to.deep.equal(["000000000000", "arn:aws:iam::000000000000:root"]);
    });

    it("answers NotImplemented where it is not embedded", async () => {
      const assume = new AssumeRoleCommand({ RoleArn: "arn:aws:iam::000000000000:role/x", RoleSessionName: "x" });
      expect((await refusalOf(sts.send(assume))).name).to.equal("NotImplemented");
    });
  });

  it("says NotImplemented for a service that is not embedded, in a shape its client reads", async () => {
    const signed = (service: string, headers: Record<string, string>) =>
      fetch(host.url, {
        method: "POST",
        headers: {
          authorization: `AWS4-HMAC-SHA256 Credential=test/20261121/eu-west-1/${service}/aws4_request`,
          ...headers,
        },
      });
    const json = await signed("kinesis", { "x-amz-target": "Kinesis_20131202.ListStreams" });
    expect([json.status, await json.json()]).to.deep.equal([
      501,
      { __type: "NotImplemented", message: "kinesis Kinesis_20131202.ListStreams is not embedded in the offline host" },
    ]);
    const xml = await signed("rds", { "content-type": "application/x-www-form-urlencoded" });
    expect(await xml.text()).to.contain("<Code>NotImplemented</Code>");
  });
});
