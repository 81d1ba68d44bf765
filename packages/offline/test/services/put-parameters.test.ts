import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import {
  DeleteParameterCommand,
  GetParameterCommand,
  PutParameterCommand,
  type PutParameterCommandInput,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { expect } from "chai";
import type { Host } from "../../src/host/host";
import { output, testHost } from "../support/host";
import { refusalOf } from "../support/sdk";
import { programFolder } from "../support/programs";

const credentials = { accessKeyId: "test", secretAccessKey: "test" };

describe("services/ssm: parameters that callers put", () => {
  let folder: string;
  let host: Host;
  let ssm: SSMClient;

  const start = async () => {
    host = await testHost({ program: programFolder("services"), stack: "dev", data: folder });
    ssm = new SSMClient({ endpoint: host.url, region: "eu-west-1", credentials, maxAttempts: 1 });
  };

  const stop = async () => {
    ssm.destroy();
    await host.close();
  };

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "offline-test-"));
    await start();
  });

  after(async () => {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const put = (input: Partial<PutParameterCommandInput>) =>
    ssm.send(new PutParameterCommand({ Name: "/put/one", Value: "a value", Type: "String", ...input }));
  const get = async (Name: string, WithDecryption = true) =>
    (await ssm.send(new GetParameterCommand({ Name, WithDecryption }))).Parameter;

  it("are read back, a SecureString in the clear for those only who ask for it", async () => {
    expect(await put({ Name: "/put/secret", Value: "hush", Type: "SecureString" })).to.include({
      Version: 1,
      Tier: "Standard",
    });
    expect(await get("/put/secret")).to.deep.include({
      Name: "/put/secret",
      Type: "SecureString",
      Value: "hush",
      Version: 1,
      ARN: "arn:aws:ssm:eu-west-1:000000000000:parameter/put/secret",
    });
    expect((await get("/put/secret", false))?.Value).to.not.contain("hush");
  });

  it("outlive the host, in a file that only its owner may read", async () => {
    await put({ Name: "/put/kept", Value: "kept", Type: "SecureString" });
    await stop();
    expect(statSync(join(folder, "ssm.json")).mode & 0o777).to.equal(0o600);
    await start();
    expect(await get("/put/kept")).to.include({ Value: "kept", Type: "SecureString", Version: 1 });
  });

  it("are replaced only where the caller says so, and each value has the next version", async () => {
    await put({ Name: "/put/changed" });
    const again = await refusalOf(put({ Name: "/put/changed", Value: "other" }));
    expect(again.name).to.equal("ParameterAlreadyExists");
    expect(await get("/put/changed")).to.include({ Value: "a value", Version: 1 });
    const { Version } = await put({ Name: "/put/changed", Value: "other", Overwrite: true, Type: undefined });
    expect(Version).to.equal(2);
    expect(await get("/put/changed")).to.include({ Value: "other", Version: 2, Type: "String" });
  });

  it("may replace what the program declares, but not its type", async () => {
    const refused = await refusalOf(put({ Name: "/services/hidden", Overwrite: true }));
    expect(refused.name).to.equal("HierarchyTypeMismatchException");
    await put({ Name: "/services/hidden", Type: "SecureString", Value: "replaced", Overwrite: true });
    expect(await get("/services/hidden")).to.include({ Value: "replaced", Version: 2 });
  });

  it("are gone once they are deleted", async () => {
    await put({ Name: "/put/gone" });
    await ssm.send(new DeleteParameterCommand({ Name: "/put/gone" }));
    expect((await refusalOf(get("/put/gone"))).name).to.equal("ParameterNotFound");
    const again = await refusalOf(ssm.send(new DeleteParameterCommand({ Name: "/put/gone" })));
    expect(again.name).to.equal("ParameterNotFound");
    const declared = await refusalOf(ssm.send(new DeleteParameterCommand({ Name: "/services/plain" })));
    expect(declared.name).to.equal("NotImplemented");
  });

  it("may not be put or deleted by a role that nothing allows it", async () => {
    const lambda = new LambdaClient({ endpoint: host.url, region: "eu-west-1", credentials });
    for (const [command, more] of [
      ["PutParameterCommand", { Value: "x", Type: "String" }],
      ["DeleteParameterCommand", {}],
    ] as const) {
      const event = { service: "ssm", client: "SSMClient", command, input: { Name: "/services/plain", ...more } };
      const Payload = Buffer.from(JSON.stringify(event));
      const answer = await lambda.send(new InvokeCommand({ FunctionName: output(host, "functionName"), Payload }));
      expect(JSON.parse(Buffer.from(answer.Payload ?? []).toString("utf8")), command).to.include({
        error: "AccessDeniedException",
      });
    }
    lambda.destroy();
  });

  const refusals: [what: string, input: Partial<PutParameterCommandInput>, code: string][] = [
    ["a new one without a type", { Type: undefined }, "ValidationException"],
    ["an empty value", { Value: "" }, "ValidationException"],
    ["a value of more than 4,096 characters", { Value: "x".repeat(4097) }, "ValidationException"],
    ["a path without a slash before it", { Name: "put/one" }, "ValidationException"],
    ["a name with characters that names do not have", { Name: "/put/o ne" }, "ValidationException"],
    ["a name that is reserved", { Name: "/aws/one" }, "ValidationException"],
    ["a path of 16 levels", { Name: "/a".repeat(16) }, "ValidationException"],
    ["a key of the customer's", { KeyId: "alias/mine" }, "NotImplemented"],
    ["a pattern for values", { AllowedPattern: "^a" }, "NotImplemented"],
    ["the advanced tier", { Tier: "Advanced" }, "NotImplemented"],
  ];
  for (const [what, input, code] of refusals) {
    it(`are refused with ${what}`, async () => {
      expect((await refusalOf(put(input))).name).to.equal(code);
      expect((await refusalOf(get(input.Name ?? "/put/one"))).name).to.equal("ParameterNotFound");
    });
  }
});
