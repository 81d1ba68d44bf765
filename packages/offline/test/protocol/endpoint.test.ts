import { DescribeInstancesCommand, EC2Client, RunInstancesCommand } from "@aws-sdk/client-ec2";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { expect } from "chai";
import type { Host } from "../../src/host/host";
import { Identities } from "../../src/protocol/identities";
import { graphWith } from "../support/graph";
import { output, testHost } from "../support/host";
import { refusalOf } from "../support/sdk";
import { programFolder } from "../support/programs";

const administrator = { accessKeyId: "test", secretAccessKey: "test" };

describe("protocol/endpoint", () => {
  let host: Host & { logs: string[] };

  before(async () => {
    host = await testHost({ program: programFolder("services"), stack: "dev" });
  });

  after(() => host.close());

  describe("signatures", () => {
    const refused = async (credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }) => {
      const client = { endpoint: host.url, region: "eu-west-1", credentials, maxAttempts: 1 };
      const ec2 = await refusalOf(new EC2Client(client).send(new DescribeInstancesCommand({})));
      const ssm = await refusalOf(new SSMClient(client).send(new GetParameterCommand({ Name: "/services/plain" })));
      return [ec2.name, ssm.name];
    };

    it("refuses a key that nobody has, in each service's own words", async () => {
      const names = await refused({ accessKeyId: "AKIAUNKNOWN", secretAccessKey: "test" });
      expect(names).to.deep.equal(["AuthFailure", "UnrecognizedClientException"]);
    });

    it("refuses a signature by another secret", async () => {
      const names = await refused({ accessKeyId: "test", secretAccessKey: "guess" });
      expect(names).to.deep.equal(["AuthFailure", "InvalidSignatureException"]);
    });

    it("refuses a session token that does not belong to the key, in each service's own words", async () => {
      const names = await refused({ ...administrator, sessionToken: "guess" });
      expect(names).to.deep.equal(["AuthFailure", "UnrecognizedClientException"]);
    });

    it("takes the token of the keys that the host was started with, and no other", async () => {
      const shell = { AWS_ACCESS_KEY_ID: "ASIASHELL", AWS_SECRET_ACCESS_KEY: "secret", AWS_SESSION_TOKEN: "token" };
      const identity = new Identities(graphWith([]), { secret: () => "" }, shell).find("ASIASHELL");
      expect(identity).to.include({ secretAccessKey: "secret", sessionToken: "token" });
      const stray = new Identities(graphWith([]), { secret: () => "" }, { AWS_SESSION_TOKEN: "token" }).find("test");
      expect(stray).to.have.property("sessionToken", undefined);
    });

    it("gives web pages no answer, even signed ones: the administrator's keys are no secret", async () => {
      const ec2 = new EC2Client({
        endpoint: host.url,
        region: "eu-west-1",
        credentials: administrator,
        maxAttempts: 1,
      });
      ec2.middlewareStack.add(
        (next) => (call) => {
          Object.assign(Object(call.request).headers, { origin: "https://example.org" });
          return next(call);
        },
        { step: "finalizeRequest" },
      );
      const refusal = await refusalOf(ec2.send(new DescribeInstancesCommand({})));
      expect(Object(refusal).$metadata.httpStatusCode).to.equal(403);
    });
  });

  describe("IAM", () => {
    let lambda: LambdaClient;
    let role: string;

    before(() => {
      lambda = new LambdaClient({ endpoint: host.url, region: "eu-west-1", credentials: administrator });
      role = output(host, "roleName");
    });

    after(() => lambda.destroy());

    /** What a service answers the function, whose role allows little. */
    async function call(service: string, client: string, command: string, input: object) {
      const Payload = Buffer.from(JSON.stringify({ service, client, command, input }));
      const answer = await lambda.send(new InvokeCommand({ FunctionName: output(host, "functionName"), Payload }));
      return JSON.parse(Buffer.from(answer.Payload ?? []).toString("utf8"));
    }
    const ec2 = (command: string, input: object) => call("ec2", "EC2Client", command, input);

    it("lets a function do what its role allows, as itself", async () => {
      const { Parameter } = await call("ssm", "SSMClient", "GetParameterCommand", { Name: "/services/plain" });
      expect(Parameter.Value).to.equal("seen by all");
      const { Arn } = await call("sts", "STSClient", "GetCallerIdentityCommand", {});
      expect(Arn).to.equal(`arn:aws:sts::000000000000:assumed-role/${role}/${output(host, "functionName")}`);
    });

    it("denies another resource, with the service's own error", async () => {
      const { error, status } = await call("ssm", "SSMClient", "GetParameterCommand", { Name: "/services/hidden" });
      expect([error, status]).to.deep.equal(["AccessDeniedException", 400]);
    });

    it("denies a missing action, and tells the developer the statement to add", async () => {
      const { error, status, message } = await ec2("TerminateInstancesCommand", {
        InstanceIds: [output(host, "instanceId")],
      });
      expect([error, status]).to.deep.equal(["UnauthorizedOperation", 403]);
      expect(message).to.contain("is not authorized to perform: ec2:TerminateInstances");
      const block = host.logs.find((text) => text.includes("ec2:TerminateInstances")) ?? "";
      expect(block)
        .to.contain(`role      ${role}`)
        .and.to.contain("resource  arn:aws:ec2:eu-west-1:000000000000:instance/i-");
      const statement = JSON.parse(block.slice(block.indexOf("{")));
      expect(statement).to.include({ Effect: "Allow", Action: "ec2:TerminateInstances" });
    });

    it("lets a condition on the instance's tags decide", async () => {
      const own = await ec2("StopInstancesCommand", { InstanceIds: [output(host, "instanceId")] });
      expect(own.StoppingInstances).to.have.length(1);
      const client = new EC2Client({ endpoint: host.url, region: "eu-west-1", credentials: administrator });
      const run = new RunInstancesCommand({
        ImageId: "ami-12345678",
        InstanceType: "t2.micro",
        MinCount: 1,
        MaxCount: 1,
      });
      const { Instances: [other] = [] } = await client.send(run);
      client.destroy();
      expect((await ec2("StopInstancesCommand", { InstanceIds: [other?.InstanceId] })).error).to.equal(
        "UnauthorizedOperation",
      );
      // EC2 answers so for an id that does not exist as well: it has no tags.
      expect((await ec2("StopInstancesCommand", { InstanceIds: ["i-12345678"] })).error).to.equal(
        "UnauthorizedOperation",
      );
    });

    it("lets an explicit denial win, and says that no statement can help", async () => {
      const { message } = await ec2("StartInstancesCommand", { InstanceIds: [output(host, "instanceId")] });
      expect(message).to.contain("with an explicit deny");
      expect(host.logs.find((text) => text.includes("ec2:StartInstances"))).to.contain("a Deny statement forbids it");
    });
  });
});
