import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { type LogsHost, startLogs } from "../../support/logs";
import { refusalOf } from "../../support/sdk";

describe("services/logs: who may", () => {
  let program: LogsHost;

  before(async () => {
    program = await startLogs();
  });

  after(() => program.close());

  const arnOf = (group: string) => `arn:aws:logs:eu-west-1:000000000000:log-group:${group}`;

  it("a function without the permission leaves no logs; the console has them, and once what is missing", async () => {
    const name = program.name("mute");
    const texts = [randomUUID(), randomUUID()];
    for (const text of texts) await program.invoke(name, { say: [["info", text]] });
    const printed = program.host.logs.join("\n");
    for (const text of texts) expect(printed).to.contain(`${name}  ${text}`);
    const blocks = program.host.logs.filter((line) => line.startsWith(`${name} leaves no logs`));
    expect(blocks).to.have.length(1);
    const Resource = `${arnOf(`/aws/lambda/${name}`)}:*`;
    const statement = JSON.stringify({ Effect: "Allow", Action: ["logs:CreateLogGroup"], Resource }, null, 2);
    expect(blocks[0]).to.contain(`resource  ${Resource}`).and.to.contain(`add this statement:\n${statement}`);
    const refusal = await refusalOf(program.messages(`/aws/lambda/${name}`));
    expect(refusal.name).to.equal("ResourceNotFoundException");
  });

  /** What the service answers a function of this name, as its role. */
  const asFunction = (name: string, command: string, input: object) =>
    program.invoke(program.name(name), { call: { command, input } });

  it("a function writes to the streams of its own group and to no other, and reads none", async () => {
    const logGroupName = program.name("structuredGroup");
    const logStreamName = randomUUID();
    const logEvents = [{ timestamp: Date.now(), message: "by itself" }];
    const put = (name: string, group: string) =>
      asFunction(name, "PutLogEventsCommand", { logGroupName: group, logStreamName, logEvents });
    await asFunction("structured", "CreateLogStreamCommand", { logGroupName, logStreamName });
    expect(await put("structured", logGroupName)).to.not.have.property("error");
    expect(await program.messages(logGroupName, { logStreamNames: [logStreamName] })).to.deep.equal(["by itself"]);
    const denials: [Promise<unknown>, string, string][] = [
      [put("structured", "another"), "PutLogEvents", `another:log-stream:${logStreamName}`],
      [asFunction("structured", "CreateLogGroupCommand", { logGroupName: "new" }), "CreateLogGroup", "new:log-stream:"],
      [
        asFunction("structured", "FilterLogEventsCommand", { logGroupName }),
        "FilterLogEvents",
        `${logGroupName}:log-stream:`,
      ],
      [
        asFunction("structured", "DescribeLogStreamsCommand", { logGroupName }),
        "DescribeLogStreams",
        `${logGroupName}:log-stream:`,
      ],
      [
        asFunction("structured", "GetLogEventsCommand", { logGroupName, logStreamName }),
        "GetLogEvents",
        `${logGroupName}:log-stream:${logStreamName}`,
      ],
    ];
    for (const [answer, action, resource] of denials) {
      const { error, message } = Object(await answer);
      expect(error, action).to.equal("AccessDeniedException");
      expect(message).to.contain(`logs:${action} on resource: ${arnOf(resource)} `);
    }
    const { message } = Object(await asFunction("structured", "DescribeLogGroupsCommand", {}));
    expect(message).to.contain("logs:DescribeLogGroups on resource: * ");
  });
});
