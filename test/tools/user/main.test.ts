import { execFile } from "node:child_process";
import { join } from "node:path";
import { expect } from "chai";
import type { Host } from "../../../packages/offline/src/host/host";
import { testHost } from "../../../packages/offline/test/support/host";
import { builtTools } from "../../support/tools";
import { invitationOf } from "../../support/sign-in";

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** A tool in a process of its own, with the token of a host without a data folder. */
const runTool = (tool: string, token: string, options: string[], environment: NodeJS.ProcessEnv = {}): Promise<Ended> =>
  new Promise((resolve) => {
    const env = { ...process.env, NODE_NO_WARNINGS: "1", OFFLINE_TOKEN: token, ...environment };
    execFile(process.execPath, [join(builtTools, tool, "main.js"), ...options], { env }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });

const runWith = (token: string, options: string[]): Promise<Ended> => runTool("user", token, options);

describe("tools/user/main: npm run user", function () {
  this.timeout(60_000);
  let host: Host;

  before(async () => {
    host = await testHost({ config: { auth: "cognito" } });
  });

  after(() => host.close());

  const run = (...options: string[]): Promise<Ended> => runWith(host.token, [...options, "--url", host.url]);

  /** What it prints where all is well. */
  async function printed(...options: string[]): Promise<string> {
    const { code, stdout, stderr } = await run(...options);
    expect([code, stderr]).to.deep.equal([0, ""]);
    return stdout;
  }

  const refused = async (...options: string[]): Promise<string> => {
    const { code, stdout, stderr } = await run(...options);
    expect([code, stdout]).to.deep.equal([1, ""]);
    return stderr;
  };

  it("says that there is nobody yet", async () => {
    expect(await printed("list")).to.equal(`There are no users in ${host.url} yet.\n`);
  });

  it("invites people, readers unless it is told otherwise, and says where the invitation is", async () => {
    expect(await printed("add", "me@example.org", "--group", "operators")).to.equal(
      `me@example.org is invited to ${host.url}, in operators.
The invitation, with a password for the first time: npm run mail
`,
    );
    expect(await printed("add", "you@example.org")).to.contain("in readers.");
    expect(await invitationOf(host, "me@example.org")).to.have.length.of.at.least(8);
    expect(await printed("list")).to.equal(
      [
        `Users of ${host.url}`,
        "  user             group      state",
        "  me@example.org   operators  invited",
        "  you@example.org  readers    invited",
        "",
      ].join("\n"),
    );
  });

  it("invites once more whoever did not come, and leaves the group", async () => {
    const before = await invitationOf(host, "me@example.org");
    expect(await printed("add", "me@example.org")).to.match(/^me@example\.org is invited once more to \S+\.$/m);
    expect(await invitationOf(host, "me@example.org")).to.not.equal(before);
    expect(await printed("list")).to.match(/^ {2}me@example\.org +operators +invited$/m);
  });

  it("moves people from one group to the other", async () => {
    expect(await printed("group", "you@example.org", "operators")).to.contain("you@example.org is in operators of");
    expect(await printed("list")).to.match(/^ {2}you@example\.org +operators +invited$/m);
    await printed("group", "you@example.org", "readers");
    expect(await printed("list")).to.match(/^ {2}you@example\.org +readers +invited$/m);
  });

  it("removes people, and says how long their tokens last", async () => {
    expect(await printed("remove", "you@example.org")).to.equal(
      `you@example.org is no longer a user of ${host.url}. A token that is out ends within 15 minutes.\n`,
    );
    expect(await printed("list")).to.not.contain("you@example.org");
  });

  it("says in one line that somebody is no user", async () => {
    for (const command of [["remove"], ["group"]]) {
      const words = [...command, "nobody@example.org", ...(command[0] === "group" ? ["readers"] : [])];
      expect(await refused(...words)).to.equal(
        `user: nobody@example.org is no user of ${host.url}; npm run user -- list shows who is\n`,
      );
    }
  });

  it("says in one line what is wrong with what it is told", async () => {
    expect(await refused("add", "me")).to.equal('user: add takes an e-mail address such as me@example.org, not "me"\n');
    expect(await refused("group", "me@example.org", "admins")).to.equal(
      'user: the groups are readers and operators, not "admins"\n',
    );
    for (const words of [[], ["invite", "me@example.org"], ["list", "me@example.org"]]) {
      expect(await refused(...words)).to.match(/^user: ".*" is none of add EMAIL, .*; --help says more\n$/);
    }
    expect(await refused("list", "--all")).to.match(/^user: Unknown option '--all'; --help lists the options\n$/);
  });

  it("has other tools ask for a token in the place of the key", async () => {
    const ended = await runTool("sample", host.token, ["--url", host.url], { API_TOKEN: "" });
    expect(ended).to.deep.equal({
      ...{ code: 1, stdout: "" },
      stderr: `sample: people sign in to ${host.url}: set API_TOKEN to your access token, which docs/sign-in.md says how to get\n`,
    });
  });

  it("says in one line that a stack asks for keys", async () => {
    const keyed = await testHost();
    try {
      const { code, stderr } = await runWith(keyed.token, ["list", "--url", keyed.url]);
      expect([code, stderr]).to.deep.equal([
        1,
        `user: ${keyed.url} has no users: its API asks for keys unless atelier:auth is cognito\n`,
      ]);
    } finally {
      await keyed.close();
    }
  });
});
