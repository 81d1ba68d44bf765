import { setTimeout } from "node:timers/promises";
import { expect } from "chai";
import { output, type TestHost, testHost } from "../../support/host";
import { rawRequest } from "../../support/http";
import { functionsOf } from "../../support/pool";
import { programFolder } from "../../support/programs";

describe("services/lambda", () => {
  let host: TestHost;
  let url: string;

  beforeEach(async () => {
    host = await testHost({ program: programFolder("gateway"), stack: "dev" });
    url = output(host, "url");
  });

  afterEach(() => host.close());

  const get = (path: string) => rawRequest(url, "GET", path);
  const behave = (order: object) => rawRequest(url, "POST", "/behave", {}, JSON.stringify(order));
  const bodyOf = async (order: object) => JSON.parse((await behave(order)).body);

  it("reuses an environment, so that what a cold start made is there again", async () => {
    expect((await bodyOf({})).invocations).to.equal(1);
    expect((await bodyOf({})).invocations).to.equal(2);
  });

  it("gives a function its own variables and Lambda's, and none of the host's", async () => {
    process.env.HOSTS_OWN = "not for functions";
    const { environment } = await bodyOf({});
    delete process.env.HOSTS_OWN;
    expect(environment).to.include({ OWN: "its own", AWS_REGION: "us-east-1", _HANDLER: "src/behave.handler" });
    expect(environment).to.include({ AWS_LAMBDA_LOG_FORMAT: "Text" });
    expect(environment.AWS_ACCESS_KEY_ID).to.match(/^AKIA/);
    expect(environment).to.not.have.any.keys("HOSTS_OWN", "PATH", "HOME");
  });

  it("gives a function Lambda's context", async () => {
    const context = await bodyOf({});
    expect(context.remaining).to.be.within(1, 1000);
    expect(context).to.include({
      memoryLimitInMB: "128",
      functionVersion: "$LATEST",
      logGroupName: `/aws/lambda/${context.functionName}`,
      logStreamName: context.environment.AWS_LAMBDA_LOG_STREAM_NAME,
    });
    expect(context.invokedFunctionArn).to.match(/^arn:aws:lambda:us-east-1:000000000000:function:behave-/);
  });

  it("runs handlers that are ES modules or answer by callback", async () => {
    expect((await get("/module")).body).to.equal("a module");
    expect((await get("/callback")).body).to.equal("by callback");
  });

  it("finds the packages of Lambda's runtime and no other that the archive does not carry", async () => {
    expect(await bodyOf({ require: "@aws-sdk/client-ec2" })).to.have.length(1);
    expect((await behave({ require: "yaml" })).status).to.equal(502);
    expect(host.logs.join("\n")).to.contain("Cannot find module 'yaml'");
  });

  it("tells what functions log, by their names and their invocations' ids", async () => {
    const { awsRequestId: invocationId, functionName } = await bodyOf({ log: "hello" });
    const line = { kind: "log", functionName, invocationId, level: "info" };
    const [logged, ...others] = host.happenings.filter(({ kind }) => kind === "log");
    expect(logged).to.deep.include({ ...line, text: `hello { requestId: '${invocationId}' }` });
    expect(others).to.be.empty;
  });

  const ends: [string, object, RegExp][] = [
    ["process.exit", { exit: 3 }, /Runtime exited with error: exit status 3/],
    ["an error nobody catches", { throwLater: "too late" }, /Error: too late\n\s+at /],
    ["an endless loop", { loop: true }, /Task timed out after 1\.00 seconds/],
    ["a promise that never settles", { never: true }, /Task timed out after 1\.00 seconds/],
  ];
  for (const [what, order, log] of ends) {
    it(`costs the caller a 502 for ${what}, and nobody else anything`, async () => {
      const [victim, bystander] = await Promise.all([behave(order), get("/fixed/here")]);
      expect([victim.status, victim.body]).to.deep.equal([502, '{"message":"Internal server error"}']);
      expect(bystander.status).to.equal(200);
      expect(host.logs.join("\n")).to.match(log);
      expect((await bodyOf({})).invocations, "a fresh environment takes over").to.equal(1);
    });
  }

  it("serves all that wait behind an invocation that ends their environment or keeps it busy", async () => {
    await bodyOf({});
    for (const order of [{ exit: 3 }, { loop: true }]) {
      const victim = behave(order);
      const behind = await Promise.all(Array.from({ length: 12 }, () => behave({ answer: { body: "served" } })));
      expect(behind.map(({ body }) => body)).to.deep.equal(Array.from({ length: 12 }, () => "served"));
      expect((await victim).status).to.equal(502);
    }
  });

  it("runs each invocation once, and answers its own, where a slow one had others taken back", async () => {
    const program = programFolder("gateway");
    const capped = await testHost({ program, stack: "dev", maxEnvironments: 2 });
    try {
      const ask = (order: object) => rawRequest(output(capped, "url"), "POST", "/behave", {}, JSON.stringify(order));
      let isOver = false;
      const slow = ask({ sleep: 700 }).finally(() => (isOver = true));
      // Without a pause, so that some wait behind the slow one at the moment it ends.
      const names: string[] = [];
      const work = async (): Promise<void> => {
        while (!isOver) {
          const log = `job ${names.length}.`;
          names.push(log);
          expect((await ask({ log, sleep: 3, answer: { body: log } })).body).to.equal(log);
        }
      };
      await Promise.all(Array.from({ length: 12 }, work));
      expect((await slow).status).to.equal(200);
      const logs = capped.logs.join("\n");
      for (const name of names) expect(logs.split(name).length - 1, name).to.equal(1);
    } finally {
      await capped.close();
    }
  });

  it("keeps an environment with a slow one, however often others behind it are taken back", async () => {
    const handler = "async ({ wait }) => { if (wait) await new Promise((done) => setTimeout(done, wait)); }";
    const pair = functionsOf({ job: handler }, {}, { maxEnvironments: 2 });
    try {
      // It is known to be quick, so that several are sent ahead.
      for (let count = 0; count < 20; count++) await pair.invoke("job");
      const slow = pair.invoke("job", { wait: 600 });
      // More than the other one takes at once.
      const rounds = Array.from({ length: 12 }, async (_, round) => {
        await setTimeout(40 * round);
        return Promise.all(Array.from({ length: 40 }, () => pair.invoke("job")));
      });
      const outcomes = [await slow, ...(await Promise.all(rounds)).flat()];
      expect(outcomes.filter(({ failed }) => failed)).to.deep.equal([]);
    } finally {
      await pair.close();
    }
  });

  it("keeps an environment whose handler threw", async () => {
    expect((await behave({ throwNow: "no" })).status).to.equal(502);
    expect(host.logs.join("\n")).to.match(/TypeError: no\n\s+at /);
    expect((await bodyOf({})).invocations).to.equal(2);
  });

  it("answers 502 for a function that does not load, each time", async () => {
    for (const round of [1, 2]) expect((await get("/broken")).status, `request ${round}`).to.equal(502);
    expect(host.logs.join("\n")).to.contain("no start");
  });

  it("starts another environment rather than let a request wait behind a slow one", async () => {
    const answers = await Promise.all([bodyOf({ sleep: 400 }), bodyOf({ sleep: 400 })]);
    expect(answers.map(({ invocations }) => invocations)).to.deep.equal([1, 1]);
  });

  it("has an idle environment take over what waits behind one that has turned slow", async () => {
    await Promise.all([bodyOf({ sleep: 100 }), bodyOf({ sleep: 100 })]);
    for (let count = 0; count < 100; count++) await bodyOf({});
    const order: string[] = [];
    const send = async (name: string, behaviour: object): Promise<void> => {
      await bodyOf(behaviour);
      order.push(name);
    };
    await Promise.all([send("slow", { sleep: 1500 }), ...[1, 2, 3].map(() => send("quick", {}))]);
    expect(order).to.deep.equal(["quick", "quick", "quick", "slow"]);
  });

  it("never has more live environments than the cap, and serves all who wait", async () => {
    const capped = await testHost({
      program: programFolder("gateway"),
      stack: "dev",
      maxEnvironments: 1,
    });
    try {
      const base = output(capped, "url");
      const one = rawRequest(base, "POST", "/behave", {}, '{"sleep":100}');
      const others = ["/fixed/here", "/module", "/callback"].map((path) => rawRequest(base, "GET", path));
      const statuses = (await Promise.all([one, ...others])).map(({ status }) => status);
      expect(statuses).to.deep.equal([200, 200, 200, 200]);
    } finally {
      await capped.close();
    }
  });
});
