import { CloudWatchClient, GetMetricStatisticsCommand } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeTableCommand, DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { join } from "node:path";
import { expect } from "chai";
import type { Host } from "../../src/host/host";
import { ChangingProgram } from "../support/changing-program";
import { Command } from "../support/command";
import { output, testHost } from "../support/host";
import { eventually } from "../support/poll";
import { administratorOf } from "../support/sdk";

describe("host/reload: a program that changes while it is served", () => {
  let program: ChangingProgram;
  let host: Host & { logs: string[] };
  let api: string;
  /** Lines that the console had before the last change. */
  let toldBefore = 0;

  before(async () => {
    program = new ChangingProgram("reload");
    host = await testHost({ program: program.folder, stack: "dev", watch: true, checkTypes: true });
    api = output(host, "apiUrl");
  });

  after(async () => {
    await host?.close();
    program.remove();
  });

  /** The next test finds the program as it was; what has changed last tells that it has come so far. */
  let count = 0;
  afterEach(() =>
    change(() => {
      program.restore();
      program.edit("greeting.js", "exports", `/* ${++count} */ exports`);
    }, /^reloaded.*greeting/),
  );

  const get = async (path: string) => (await fetch(`${api}/${path}`)).text();

  /** Changes the program, and waits until the console says something of it. */
  async function change(act: () => void, says: RegExp): Promise<string> {
    toldBefore = host.logs.length;
    act();
    return said(says);
  }
  const said = (says: RegExp) =>
    eventually(String(says), async () => host.logs.slice(toldBefore).find((line) => says.test(line)), 60);

  it("answers by what a handler has become, and says what has changed", async () => {
    expect(await get("greeting")).to.equal("hello");
    const line = await change(() => program.edit("greeting.js", "hello", "good morning"), /^reloaded/);
    expect(line).to.match(/^reloaded in \d+\.\d s: greeting$/);
    expect(await get("greeting")).to.equal("good morning");
  });

  it("keeps the environments of functions that are the same, and the data", async () => {
    await get("notes?id=kept");
    const count = Number(await get("count"));
    await change(() => program.edit("greeting.js", "hello", "good evening"), /^reloaded/);
    expect(Number(await get("count"))).to.equal(count + 1);
    const { Items } = await new DynamoDBClient(administratorOf(host)).send(new ScanCommand({ TableName: "notes" }));
    expect(Items).to.deep.include({ id: { S: "kept" } });
  });

  it("keeps logs and metrics, also where nothing is kept after the host", async () => {
    const count = host.graph.resources.find(({ name, type }) => name === "count" && type.includes("/function:"))?.id;
    const logs = new CloudWatchLogsClient(administratorOf(host));
    const metrics = new CloudWatchClient(administratorOf(host));
    const kept = async () => {
      const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName: `/aws/lambda/${count}` }));
      const { Datapoints = [] } = await metrics.send(
        new GetMetricStatisticsCommand({
          ...{ Namespace: "AWS/Lambda", MetricName: "Invocations", Period: 3600, Statistics: ["Sum"] },
          Dimensions: [{ Name: "FunctionName", Value: count }],
          StartTime: new Date(Date.now() - 7_200_000),
          EndTime: new Date(Date.now() + 3_600_000),
        }),
      );
      return { events: events.length, invocations: Datapoints.reduce((sum, { Sum = 0 }) => sum + Sum, 0) };
    };
    await get("count");
    const before = await kept();
    expect(before.events).to.be.above(0);
    expect(before.invocations).to.be.above(0);
    await change(() => program.edit("greeting.js", "hello", "good evening"), /^reloaded/);
    expect(await kept()).to.deep.equal(before);
  });

  it("has requests finish on what there was when they came", async () => {
    const answer = get("greeting?wait=1500");
    // It has come when a later one has been answered.
    await get("greeting");
    await change(() => program.edit("greeting.js", "hello", "good night"), /^reloaded/);
    expect(await get("greeting")).to.equal("good night");
    expect(await answer).to.equal("hello");
  });

  it("serves tables and routes that are new, and no more those that are gone", async () => {
    const database = new DynamoDBClient(administratorOf(host));
    const line = await change(() => {
      program.edit("tables.ts", 'notes: "id"', 'notes: "id", drafts: "name"');
      program.edit("routes.ts", '{ path: "count", file: "count.js" },', '{ path: "other", file: "count.js" },');
    }, /^reloaded/);
    expect(line).to.match(/: api; new (drafts, other|other, drafts); without count$/);
    await database.send(new DescribeTableCommand({ TableName: "drafts" }));
    expect(await get("other")).to.equal("1");
    expect((await fetch(`${api}/count`)).status).to.equal(403);
    expect(host.graph.resources.some(({ name }) => name === "drafts")).to.equal(true);
  });

  it("follows the configuration of its stack", async () => {
    const line = await change(() => program.write("Pulumi.dev.yaml", "config:\n  reload:title: notes\n"), /^reloaded/);
    expect(line).to.match(/: api$/);
    expect(JSON.stringify(host.graph.resources.map(({ inputs }) => inputs.body))).to.contain('\\"title\\":\\"notes');
  });

  it("follows what it ships from elsewhere", async () => {
    const elsewhere = new ChangingProgram("reload");
    const file = join(elsewhere.folder, "greeting.js");
    await change(() => program.edit("routes.ts", "greeting.js", file), /^reloaded/);
    await change(() => elsewhere.edit("greeting.js", "hello", "from afar"), /^reloaded/);
    expect(await get("greeting")).to.equal("from afar");
    elsewhere.remove();
  });

  it("answers who waits for messages, so that nobody has to wait for them", async () => {
    const queue = new SQSClient(administratorOf(host));
    const { QueueUrl } = await queue.send(new GetQueueUrlCommand({ QueueName: "jobs" }));
    const received = queue.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
    await get("count");
    await change(() => program.edit("greeting.js", "hello", "hello again"), /^reloaded/);
    expect((await received).Messages).to.equal(undefined);
  });

  describe("that fails is not served: what was served is served on", () => {
    for (const [what, act, says] of [
      [
        "with a table that has other keys",
        () => program.edit("tables.ts", 'notes: "id"', 'notes: "number"'),
        /: table notes has other keys .*: its items cannot follow; give the table another name, or/,
      ],
      ["that is no TypeScript", () => program.edit("index.ts", "for (const", "for (cnst ("), /index\.ts:6/],
      [
        "that throws",
        () => program.edit("tables.ts", "export", 'throw new Error("not today");\nexport'),
        /not today\n.*tables\.ts:1/,
      ],
      [
        "that lacks a package",
        () => program.edit("routes.ts", "export", 'import "no-such-package";\nexport'),
        /Cannot find module 'no-such-package'/,
      ],
      [
        "with a closure that cannot be serialized",
        () =>
          program.edit(
            "tables.ts",
            "export",
            'import * as pulumi from "@pulumi/pulumi";\nconst held = new Proxy(() => 1, {});\n' +
              "export const closure = pulumi.output(pulumi.runtime.serializeFunction(() => held()));\nexport",
          ),
        /Error serializing '\(\) => held\(\)': tables\.(ts|js)\(3,/,
      ],
      [
        "with a policy that AWS would refuse",
        () => program.edit("index.ts", 'Effect: "Allow"', 'Effect: "Perhaps"'),
        /AWS would refuse/,
      ],
    ] as const) {
      it(what, async () => {
        const line = await change(act, /^not reloaded/);
        expect(line).to.match(says);
        expect(await get("greeting")).to.equal("hello");
        await change(() => program.restore(), /^reloaded in \S+ s: /);
        expect(await get("greeting")).to.equal("hello");
      });
    }
  });

  it("tells a type error when it has found one, serves the program all the same, and says when it is gone", async () => {
    const wrong = () => program.edit("tables.ts", ' = { notes: "id" }', ' = { notes: "id", extra: 7 }');
    const line = await change(wrong, /type errors, and `pulumi up` would refuse it/);
    expect(line).to.match(/tables\.ts\(1,\d+\): error TS2322/);
    await change(() => program.restore(), /^the type errors are gone$/);
  });

  it("answers nothing but what was or what is, while it is loaded again under load", async () => {
    const answers = new Set<string>();
    let isOver = false;
    const clients = [1, 2, 3, 4].map(async (client) => {
      for (let count = 0; !isOver; count++) {
        const response = await fetch(`${api}/greeting`);
        answers.add(`${response.status} ${await response.text()}`);
        const id = `${client}-${count}`;
        const noted = await fetch(`${api}/notes?id=${id}`);
        answers.add(noted.status === 200 && (await noted.text()) === id ? "200 noted" : `${noted.status} for ${id}`);
      }
      return client;
    });
    for (const number of [1, 2, 3])
      await change(() => program.write("greeting.js", greeting(`load ${number}`)), /^reloaded/);
    await eventually("the last", async () => (answers.has("200 load 3") ? true : undefined));
    isOver = true;
    await Promise.all(clients);
    expect(["200 hello", "200 load 1", "200 load 2", "200 load 3", "200 noted"]).to.include.members([...answers]);
  });

  const greeting = (text: string) => `exports.handler = async () => ({ statusCode: 200, body: "${text}" });`;
});

describe("host/reload: a host that is killed while it loads a program again", () => {
  it("has lost nothing that was answered", async () => {
    const program = new ChangingProgram("reload");
    const options = ["--program", program.folder, "--stack", "dev", "--port", "0"];
    const first = new Command(...options);
    const { apiUrl } = await first.outputs();
    const noted = new Set<string>();
    let isOver = false;
    const writing = (async () => {
      for (let count = 0; !isOver; count++) {
        const answer = await fetch(`${apiUrl}/notes?id=${count}`).catch(() => undefined);
        if (answer?.status === 200) noted.add(await answer.text());
      }
    })();
    program.edit("greeting.js", "hello", "hello again");
    await eventually("the reload", async () => /^\S+ {2}reloaded/m.exec(first.text) ?? undefined);
    program.edit("greeting.js", "again", "once more");
    const size = noted.size;
    await eventually("more notes", async () => (noted.size > size + 5 ? true : undefined));
    await first.kill();
    isOver = true;
    await writing;
    const second = new Command(...options);
    try {
      const url = await second.url();
      const { Items = [] } = await new DynamoDBClient(administratorOf({ url })).send(
        new ScanCommand({ TableName: "notes" }),
      );
      const kept = Items.map(({ id }) => id?.S);
      expect([...noted].filter((id) => !kept.includes(id))).to.deep.equal([]);
    } finally {
      second.signal("SIGINT");
      await second.code();
      program.remove();
    }
  });
});

describe("host/reload: a host that is told to keep still", () => {
  it("serves on what it began with (--no-watch), and loads no function before it is asked for (--cold)", async () => {
    const program = new ChangingProgram("reload");
    const options = ["--program", program.folder, "--stack", "dev", "--ephemeral", "--port", "0"];
    const still = new Command(...options, "--no-watch", "--cold");
    const watching = new Command(...options);
    try {
      const { apiUrl } = await still.outputs();
      await watching.url();
      expect(await (await fetch(`${apiUrl}/greeting`)).text()).to.equal("hello");
      program.edit("greeting.js", "hello", "good morning");
      // The other one would have been no quicker.
      await eventually("the other's reload", async () => /reloaded/.exec(watching.text) ?? undefined);
      expect(await (await fetch(`${apiUrl}/greeting`)).text()).to.equal("hello");
      await fetch(`${apiUrl}/count`);
      expect(still.text).to.not.contain("reloaded");
      await eventually("both first requests", async () =>
        still.text.match(/\(cold \d/g)?.length === 2 ? true : undefined,
      );
    } finally {
      for (const command of [still, watching]) command.signal("SIGINT");
      await Promise.all([still.code(), watching.code()]);
      program.remove();
    }
  });
});
