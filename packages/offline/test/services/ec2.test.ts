import {
  CreateTagsCommand,
  DescribeInstancesCommand,
  DescribeVpcsCommand,
  EC2Client,
  type Filter,
  RunInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import { expect } from "chai";
import type { Host } from "../../src/host/host";
import { output, testHost } from "../support/host";
import { refusalOf } from "../support/sdk";
import { programFolder } from "../support/programs";

describe("services/ec2", () => {
  let host: Host;
  let ec2: EC2Client;
  let declared: string;

  async function start(ec2TransitionSeconds: number): Promise<void> {
    host = await testHost({ program: programFolder("services"), stack: "dev", ec2TransitionSeconds });
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    ec2 = new EC2Client({ endpoint: host.url, region: "eu-west-1", credentials });
    declared = output(host, "instanceId");
  }

  afterEach(async () => {
    ec2.destroy();
    await host.close();
  });

  const describeInstances = async (InstanceIds?: string[], Filters?: Filter[]) => {
    const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ InstanceIds, Filters }));
    return Reservations.flatMap(({ Instances = [] }) => Instances);
  };
  const stateOf = async (id = declared) => (await describeInstances([id]))[0]?.State;
  const run = async (MaxCount = 1) => {
    const { Instances = [] } = await ec2.send(
      new RunInstancesCommand({ ImageId: "ami-12345678", InstanceType: "t2.micro", MinCount: 1, MaxCount }),
    );
    return Instances.map(({ InstanceId = "" }) => InstanceId);
  };

  describe("where changes take no time", () => {
    beforeEach(() => start(0));

    it("describes what the program declares, as EC2 does", async () => {
      const [instance] = await describeInstances();
      expect(instance).to.deep.include({
        InstanceId: declared,
        ImageId: "ami-12345678",
        InstanceType: "t3.nano",
        State: { Code: 16, Name: "running" },
        Tags: [{ Key: "team", Value: "blue" }],
      });
      expect(instance?.Placement?.AvailabilityZone).to.equal("eu-west-1a");
      expect(instance?.PrivateIpAddress).to.match(/^172\.31\.\d+\.\d+$/);
    });

    it("stops, starts and terminates, and says from which state", async () => {
      const InstanceIds = [declared];
      const stop = await ec2.send(new StopInstancesCommand({ InstanceIds }));
      expect(stop.StoppingInstances).to.deep.equal([
        {
          InstanceId: declared,
          CurrentState: { Code: 80, Name: "stopped" },
          PreviousState: { Code: 16, Name: "running" },
        },
      ]);
      expect((await describeInstances(InstanceIds))[0]?.StateReason?.Code).to.equal("Client.UserInitiatedShutdown");
      const start = await ec2.send(new StartInstancesCommand({ InstanceIds }));
      expect(start.StartingInstances?.[0]?.CurrentState?.Name).to.equal("running");
      const terminate = await ec2.send(new TerminateInstancesCommand({ InstanceIds }));
      expect(terminate.TerminatingInstances?.[0]?.CurrentState).to.deep.equal({ Code: 48, Name: "terminated" });
      expect((await refusalOf(ec2.send(new StopInstancesCommand({ InstanceIds })))).name).to.equal(
        "IncorrectInstanceState",
      );
    });

    it("launches as many as asked, each with an id of its own", async () => {
      const ids = await run(3);
      expect(new Set(ids).size).to.equal(3);
      for (const id of ids) expect(id).to.match(/^i-[0-9a-f]{17}$/);
      expect(await describeInstances(ids)).to.have.length(3);
    });

    it("launches nothing more when a request is repeated with its client token, and refuses another one with it", async () => {
      const launch = (MaxCount: number) =>
        ec2.send(
          new RunInstancesCommand({ ImageId: "ami-12345678", MinCount: 1, MaxCount, ClientToken: "the-same-launch" }),
        );
      const idsOf = ({ Instances = [] }: Awaited<ReturnType<typeof launch>>) => Instances.map((one) => one.InstanceId);
      const first = idsOf(await launch(2));
      expect(first).to.have.length(2);
      expect(idsOf(await launch(2))).to.deep.equal(first);
      expect(await describeInstances()).to.have.length(3);
      expect((await refusalOf(launch(1))).name).to.equal("IdempotentParameterMismatch");
    });

    it("launches nothing where fewer are to be launched than are needed", async () => {
      const launch = new RunInstancesCommand({ ImageId: "ami-12345678", MinCount: 3, MaxCount: 2 });
      expect((await refusalOf(ec2.send(launch))).name).to.equal("InvalidParameterValue");
      expect(await describeInstances()).to.have.length(1);
    });

    it("describes page by page", async () => {
      await run(6);
      const first = await ec2.send(new DescribeInstancesCommand({ MaxResults: 5 }));
      expect(first.Reservations).to.have.length(5);
      const second = await ec2.send(new DescribeInstancesCommand({ MaxResults: 5, NextToken: first.NextToken }));
      expect([second.Reservations?.length, second.NextToken]).to.deep.equal([2, undefined]);
      expect((await refusalOf(ec2.send(new DescribeInstancesCommand({ MaxResults: 4 })))).name).to.equal(
        "InvalidParameterValue",
      );
    });

    it("tags instances, keeping the tags they have", async () => {
      await ec2.send(new CreateTagsCommand({ Resources: [declared], Tags: [{ Key: "size", Value: "<&> small" }] }));
      const [instance] = await describeInstances([declared]);
      expect(instance?.Tags).to.have.deep.members([
        { Key: "team", Value: "blue" },
        { Key: "size", Value: "<&> small" },
      ]);
    });

    it("filters by any value of all filters, wildcards included", async () => {
      const [other = ""] = await run();
      const found = async (...filters: [string, string[]][]) =>
        (
          await describeInstances(
            undefined,
            filters.map(([Name, Values]) => ({ Name, Values })),
          )
        ).map(({ InstanceId }) => InstanceId);
      expect(await found(["tag:team", ["b*"]])).to.deep.equal([declared]);
      expect(await found(["tag-key", ["team"]])).to.deep.equal([declared]);
      expect(await found(["instance-type", ["t2.micro", "m?.none"]])).to.deep.equal([other]);
      expect(await found(["instance-state-name", ["running"]], ["instance-id", [other]])).to.deep.equal([other]);
      expect(await found(["image-id", ["ami-0"]])).to.deep.equal([]);
    });

    const refusals: [string, () => Promise<unknown>, string][] = [
      [
        "an unknown filter",
        () => describeInstances(undefined, [{ Name: "mood", Values: ["good"] }]),
        "InvalidParameterValue",
      ],
      ["a malformed id", () => describeInstances(["i-1"]), "InvalidInstanceID.Malformed"],
      ["an id that does not exist", () => describeInstances(["i-12345678"]), "InvalidInstanceID.NotFound"],
      [
        "a dry run that would succeed",
        () => ec2.send(new StopInstancesCommand({ InstanceIds: [declared], DryRun: true })),
        "DryRunOperation",
      ],
      ["an operation that is not embedded", () => ec2.send(new DescribeVpcsCommand({})), "NotImplemented"],
    ];
    for (const [what, send, name] of refusals) {
      it(`answers ${name} to ${what}`, async () => {
        expect((await refusalOf(send())).name).to.equal(name);
        expect((await stateOf())?.Name).to.equal("running");
      });
    }
  });

  describe("where changes take longer than the test", () => {
    beforeEach(() => start(3600));

    it("is stopping until it is stopped; stopping it again changes nothing, starting it is refused", async () => {
      const InstanceIds = [declared];
      await ec2.send(new StopInstancesCommand({ InstanceIds }));
      expect(await stateOf()).to.deep.equal({ Code: 64, Name: "stopping" });
      await ec2.send(new StopInstancesCommand({ InstanceIds }));
      const refusal = await refusalOf(ec2.send(new StartInstancesCommand({ InstanceIds })));
      expect(refusal.name).to.equal("IncorrectInstanceState");
      expect(refusal.message).to.equal(`The instance '${declared}' is not in a state from which it can be started.`);
    });

    it("is pending after a launch; starting it changes nothing, stopping it is refused", async () => {
      const InstanceIds = await run();
      expect(await stateOf(InstanceIds[0])).to.deep.equal({ Code: 0, Name: "pending" });
      await ec2.send(new StartInstancesCommand({ InstanceIds }));
      expect((await refusalOf(ec2.send(new StopInstancesCommand({ InstanceIds })))).name).to.equal(
        "IncorrectInstanceState",
      );
    });

    it("is shutting down until it is terminated", async () => {
      await ec2.send(new TerminateInstancesCommand({ InstanceIds: [declared] }));
      expect(await stateOf()).to.deep.equal({ Code: 32, Name: "shutting-down" });
    });

    it("changes all of a request's instances or none", async () => {
      const pending = await run();
      const InstanceIds = [declared, ...pending];
      expect((await refusalOf(ec2.send(new StopInstancesCommand({ InstanceIds })))).name).to.equal(
        "IncorrectInstanceState",
      );
      expect((await stateOf())?.Name).to.equal("running");
    });
  });
});
