import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  type GetSecretValueCommandInput,
  ListSecretsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { expect } from "chai";
import type { Host } from "../../src/host/host";
import { testHost } from "../support/host";
import { programFolder } from "../support/programs";
import { refusalOf } from "../support/sdk";

describe("services/secretsmanager", () => {
  let host: Host;
  let secrets: SecretsManagerClient;
  let lambda: LambdaClient;

  before(async () => {
    host = await testHost({ program: programFolder("secrets"), stack: "dev" });
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const client = { endpoint: host.url, region: "eu-west-1", credentials };
    [secrets, lambda] = [new SecretsManagerClient(client), new LambdaClient(client)];
  });

  after(async () => {
    secrets.destroy();
    lambda.destroy();
    await host.close();
  });

  const get = (input: Partial<GetSecretValueCommandInput> = {}) =>
    secrets.send(new GetSecretValueCommand({ SecretId: "shop/token", ...input }));
  const put = (SecretString: string, ClientRequestToken?: string, SecretId = "shop/token") =>
    secrets.send(new PutSecretValueCommand({ SecretId, SecretString, ClientRequestToken }));
  const invoke = async (FunctionName: string) =>
    Buffer.from((await lambda.send(new InvokeCommand({ FunctionName }))).Payload ?? []).toString();

  it("gives the value that the program declares, by name, by ARN and by the ARN without its end", async () => {
    const { ARN = "", SecretString, VersionStages, Name } = await get();
    expect(ARN).to.match(/^arn:aws:secretsmanager:eu-west-1:000000000000:secret:shop\/token-[0-9a-f]{6}$/);
    expect([SecretString, VersionStages, Name]).to.deep.equal(["first", ["AWSCURRENT"], "shop/token"]);
    for (const SecretId of [ARN, ARN.slice(0, -7)]) expect((await get({ SecretId })).SecretString).to.equal("first");
  });

  it("gives it to a function whose role has a policy for it, and to no other", async () => {
    expect(await invoke("reader")).to.equal('"first"');
    expect(await invoke("stranger")).to.match(/AccessDeniedException.*secretsmanager:GetSecretValue/);
  });

  it("keeps what is put as the current value, and the one before as the previous", async () => {
    const token = "00000000-0000-0000-0000-000000000001";
    expect((await put("second", token)).VersionId).to.equal(token);
    expect((await put("second", token)).VersionId).to.equal(token);
    expect((await refusalOf(put("other", token))).name).to.equal("ResourceExistsException");
    expect((await get()).SecretString).to.equal("second");
    expect((await get({ VersionStage: "AWSPREVIOUS" })).SecretString).to.equal("first");
    expect((await get({ VersionId: token })).VersionStages).to.deep.equal(["AWSCURRENT"]);
    const { VersionIdsToStages, Tags } = await secrets.send(new DescribeSecretCommand({ SecretId: "shop/token" }));
    expect(VersionIdsToStages?.[token]).to.deep.equal(["AWSCURRENT"]);
    expect(Tags).to.deep.equal([{ Key: "team", Value: "shop" }]);
  });

  it("refuses what is not there, what has no value, and what is too large", async () => {
    expect((await refusalOf(get({ SecretId: "none" }))).name).to.equal("ResourceNotFoundException");
    const { message } = await refusalOf(get({ SecretId: "shop/empty" }));
    expect(message).to.equal("Secrets Manager can't find the specified secret value for staging label: AWSCURRENT");
    expect((await refusalOf(put("x".repeat(65_537)))).name).to.equal("ValidationException");
    expect((await refusalOf(secrets.send(new ListSecretsCommand({})))).name).to.equal("NotImplemented");
  });

  it("is read by the program's own data source", () => {
    expect(host.graph.outputs.value).to.equal("first");
  });
});
