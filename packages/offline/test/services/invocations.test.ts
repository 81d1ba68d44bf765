import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetParameterCommand, type Parameter, ParameterNotFound, SSMClient } from "@aws-sdk/client-ssm";
import { expect } from "chai";
import { Command } from "../support/command";
import { ownPage, testHost } from "../support/host";
import { eventually } from "../support/poll";
import { programFolder } from "../support/programs";
import { administratorOf } from "../support/sdk";

const program = { program: programFolder("invocations"), stack: "dev" };

/** The parameter that an invocation writes, once it has a version: how often the function was invoked. */
async function written(host: { url: string }, name: string, version: number): Promise<Parameter> {
  const ssm = new SSMClient(administratorOf(host, "eu-west-1"));
  try {
    return await eventually(`invocation ${version} of ${name}`, async () => {
      const asked = ssm.send(new GetParameterCommand({ Name: `/seeded/${name}` }));
      const answer = await asked.catch((error: unknown) => {
        if (error instanceof ParameterNotFound) return undefined;
        throw error;
      });
      return answer?.Parameter?.Version === version ? answer.Parameter : undefined;
    });
  } finally {
    ssm.destroy();
  }
}

describe("offline: invocations that a program declares", () => {
  let data: string;
  let host: Awaited<ReturnType<typeof testHost>>;

  beforeEach(() => (data = mkdtempSync(join(tmpdir(), "invocations-test-"))));

  afterEach(async () => {
    await host.close();
    rmSync(data, { recursive: true, force: true });
  });

  const start = async (config: Record<string, string> = {}) => {
    host = await testHost({ ...program, data, config });
  };
  const restart = async (config?: Record<string, string>) => {
    await host.close();
    await start(config);
  };
  /** What the console says of an invocation. */
  const told = (name: string) => host.logs.filter((line) => line.startsWith(`the invocation ${name} `));

  it("are made once, with their input, and may call the host's services", async () => {
    await start();
    expect((await written(host, "once", 1)).Value).to.equal('{"name":"once","text":"first"}');
    await written(host, "last", 1);
    await restart({ "invocations:start": "2" });
    await written(host, "last", 2);
    for (const name of ["once", "failing"]) {
      await written(host, name, 1);
      expect(told(name)).to.deep.equal([]);
    }
  });

  it("are made at every start where nothing is kept", async () => {
    host = await testHost(program);
    await written(host, "once", 1);
    await host.close();
    host = await testHost(program);
    await written(host, "once", 1);
  });

  it("that fail keep no others back, are told in one line, and are tried again at the next start", async () => {
    const config = { "invocations:fails": "true" };
    await start(config);
    await written(host, "last", 1);
    expect(told("failing")).to.have.length(1);
    expect(told("failing")[0]).to.match(/tried again at the next start.*: seed-\w+ answers RangeError: no luck$/);
    await restart(config);
    await written(host, "failing", 2);
  });

  it("keep no start waiting, and are made again when the host was closed before they ended", async () => {
    const config = { "invocations:hangs": "true" };
    await start(config);
    await written(host, "hanging", 1);
    await host.close();
    expect(told("hanging")).to.deep.equal([]);
    await start(config);
    await written(host, "hanging", 2);
  });

  it("are made again when the host was killed before they ended", async () => {
    const options = ["--program", program.program, "--stack", "dev", "--data", data, "--port", "0"];
    const command = new Command(...options, "--config", "invocations:hangs=true");
    await written({ url: await command.url() }, "hanging", 1);
    await command.kill();
    await start({ "invocations:hangs": "true" });
    await written(host, "hanging", 2);
  });

  it("are told in one line each where the host does not run the function, and count as recorded", async () => {
    await start();
    expect(told("versioned").join()).to.match(
      /^the invocation versioned is not made: the host does not run seed-\w+:live$/,
    );
    expect(told("abroad").join()).to.match(/is not made: the host does not run arn:.*:111111111111:function:seed$/);
    const resources: { type: string; name: string; served: boolean }[] = JSON.parse(
      (await ownPage(host, "resources")).body,
    );
    const served = resources.filter((one) => one.served && one.type === "aws:lambda/invocation:Invocation");
    expect(served.map(({ name }) => name)).to.have.members(["once", "failing", "last"]);
  });

  it("have no result that the program could know: it computes nothing of it, and what lacks it is told", async () => {
    await start();
    const line = host.logs.find((text) => text.startsWith("the program is not told"));
    expect(line).to.match(/result of aws:lambda\/invocation:Invocation, which exists only after it has run:/);
    expect(line).to.match(/value of aws:ssm\/parameter:Parameter answered, .*the output answer$/);
    expect(line).to.not.contain("invokedName");
    expect(told("unknown").join()).to.contain("its input exists only after the program has run");
  });
});
