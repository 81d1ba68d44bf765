import { CloudWatchLogsClient, CreateLogStreamCommand, PutLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { expect } from "chai";
import { UserError } from "../../src/errors";
import { type TestHost, testHost } from "../support/host";
import { eventually } from "../support/poll";
import { programFolder } from "../support/programs";

const program = { program: programFolder("subscribed"), stack: "dev" };

describe("services/logs: subscriptions", () => {
  let host: TestHost;
  let lambda: LambdaClient;
  let logs: CloudWatchLogsClient;

  before(async () => {
    host = await testHost(program);
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const options = { endpoint: host.url, region: "eu-west-1", credentials, maxAttempts: 1 };
    lambda = new LambdaClient(options);
    logs = new CloudWatchLogsClient(options);
  });

  after(async () => {
    lambda.destroy();
    logs.destroy();
    await host.close();
  });

  const logged = (pattern: RegExp) =>
    eventually(String(pattern), async () => host.logs.find((line) => pattern.test(line)));

  it("invoke a function with what another logs and the pattern finds, packed as CloudWatch Logs does", async () => {
    const Payload = Buffer.from('{"error":"no paper"}');
    await lambda.send(new InvokeCommand({ FunctionName: "talker", Payload }));
    const line = await logged(/^listener {2}heard /);
    const { logStream, logEvents, ...rest } = JSON.parse(line.slice(line.indexOf("{")));
    expect(rest).to.deep.equal({
      messageType: "DATA_MESSAGE",
      owner: "000000000000",
      logGroup: "/aws/lambda/talker",
      subscriptionFilters: ["errors"],
    });
    expect(logStream).to.match(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\]/);
    expect(logEvents).to.have.length(1);
    expect(logEvents[0].message).to.match(/\tERROR\tERROR no paper\n?$/);
    expect(logEvents[0].id).to.match(/^\d{56}$/);
    expect(Date.now() - logEvents[0].timestamp).to.be.within(0, 60_000);
  });

  it("invoke a closure with what a client puts, in one batch", async () => {
    const stream = { logGroupName: "app", logStreamName: "today" };
    await logs.send(new CreateLogStreamCommand(stream));
    const logEvents = ["one", "two"].map((message) => ({ message, timestamp: Date.now() }));
    await logs.send(new PutLogEventsCommand({ ...stream, logEvents }));
    await logged(/^decoded-\w+ {2}decoded app today one\|two$/);
    const told = host.happenings.flatMap((one) => (one.kind === "delivery" ? [[one.source, one.what]] : []));
    expect(told).to.deep.include(["logs", "2 of app"]);
  });

  it("say what goes nowhere", () => {
    const archive = "arn:aws:firehose:eu-west-1:000000000000:deliverystream/archive";
    expect(host.unserved.map(({ text }) => text)).to.deep.equal([
      `log subscription archive gets nothing: ${archive} is not served`,
    ]);
  });

  for (const [fault, message] of [
    ["permission", /log subscription errors of \/aws\/lambda\/talker: no aws.lambda.Permission lets logs.eu-west-1/],
    ["loop", /log subscription errors: the log group \/aws\/lambda\/talker is reserved for the function logs/],
  ] as const)
    it(`stop the start where AWS would refuse the filter: ${fault}`, async () => {
      const error = await testHost({ ...program, config: { "subscribed:fault": fault } }).then(
        (running) => running.close(),
        (reason: unknown) => reason,
      );
      expect(error).to.be.instanceOf(UserError);
      expect(String(error)).to.match(message);
    });
});
