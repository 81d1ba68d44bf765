import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { TestClock } from "../../support/clock";
import { ownPage, type TestHost, testHost } from "../../support/host";
import { eventually } from "../../support/poll";
import { programFolder } from "../../support/programs";

const minute = 60_000;
const arnOf = (name: string) => `arn:aws:scheduler:eu-west-1:000000000000:schedule/${name}`;

describe("services/scheduler", () => {
  let clock: TestClock;
  let host: TestHost;
  let sqs: SQSClient;

  beforeEach(async () => {
    clock = new TestClock();
    host = await testHost({ program: programFolder("scheduler"), stack: "dev", clock });
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    sqs = new SQSClient({ endpoint: host.url, region: "eu-west-1", credentials, maxAttempts: 1 });
  });

  afterEach(async () => {
    sqs.destroy();
    await host.close();
  });

  const next = (queue: "seen" | "letters") =>
    eventually(`a message in ${queue}`, async () => {
      const QueueUrl = Object(host.graph.outputs.urls)[queue];
      const asked = { QueueUrl, MessageAttributeNames: ["All"] };
      const { Messages: [message] = [] } = await sqs.send(new ReceiveMessageCommand(asked));
      if (message) await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
      return message;
    });
  const logged = (pattern: RegExp) =>
    eventually(String(pattern), async () => host.logs.find((line) => pattern.test(line)));
  const fire = (name: string) => ownPage(host, `schedules/${name}/fire?wait=true`, { method: "POST" });

  it("fires at a rate, once, and by the hours of a time zone", async () => {
    await clock.advance(5 * minute);
    expect(JSON.parse((await next("seen"))?.Body ?? "")).to.deep.equal({
      arn: arnOf("default/five"),
      at: "2026-11-21T12:05:00Z",
    });
    clock.sleep(55 * minute - 1);
    await clock.advance(1);
    const line = await logged(/^worker-\w+ {2}worked on /);
    expect(JSON.parse(line.slice(line.indexOf("{")))).to.deep.include({
      ...{ "detail-type": "Scheduled Event", source: "aws.scheduler", time: "2026-11-21T13:00:00Z" },
      ...{ resources: [arnOf("default/paris")], detail: "{}" },
    });
  });

  it("is listed and fired by hand with the rules that fire by the clock", async () => {
    const listed: { name: string }[] = JSON.parse((await ownPage(host, "schedules")).body);
    expect(listed.map(({ name }) => name)).to.have.members(["five", "paris", "once", "off", "told", "refused"]);
    const byName = new Map(listed.map((one) => [one.name, one]));
    expect(byName.get("once")).to.include({ next: "2026-11-21T23:30:00.000Z", state: "ENABLED" });
    expect(byName.get("paris")).to.include({ next: "2026-11-21T13:00:00.000Z" });
    expect(byName.get("off")).to.include({ next: null, state: "DISABLED" });
    expect((await fire("once")).status).to.equal(200);
    expect((await next("seen"))?.Body).to.equal("happy");
  });

  it("puts events on a bus by its role", async () => {
    expect((await fire("told")).status).to.equal(200);
    expect(JSON.parse((await next("seen"))?.Body ?? "")).to.deep.include({
      ...{ source: "scheduler.test", "detail-type": "due", resources: [arnOf("default/told")], detail: { job: 7 } },
    });
  });

  it("puts what its role may not send into the dead-letter queue, by the same role", async () => {
    expect((await fire("refused")).status).to.equal(502);
    const letter = await next("letters");
    expect(letter?.Body).to.equal("no");
    expect(letter?.MessageAttributes?.ERROR_CODE?.StringValue).to.equal("NO_PERMISSIONS");
    expect(letter?.MessageAttributes?.SCHEDULE_ARN?.StringValue).to.equal(arnOf("default/refused"));
  });

  it("says what a schedule does not do", () => {
    expect(host.unserved.map(({ text }) => text)).to.deep.equal([
      "schedule universal does nothing: arn:aws:scheduler:::aws-sdk:ec2:stopInstances is not served",
    ]);
  });
});
