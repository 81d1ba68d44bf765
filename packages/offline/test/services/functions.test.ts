import { expect } from "chai";
import { zipSync } from "fflate";
import { banner } from "../../src/host/banner";
import type { Host } from "../../src/host/host";
import { ChangingProgram } from "../support/changing-program";
import { output, ownPage, testHost } from "../support/host";
import { rawRequest } from "../support/http";
import { programFolder } from "../support/programs";

/** What a function answers, by its name or ARN. */
async function invoke(host: Host, name: string, query = ""): Promise<unknown> {
  const path = `aws/lambda/2015-03-31/functions/${encodeURIComponent(name)}/invocations${query}`;
  return JSON.parse((await ownPage(host, path, { method: "POST" })).body);
}

const bannerOf = (host: Host, isVerbose = false): string => banner(host, { seconds: 1, isVerbose, showsSecrets: true });

describe("services/lambda: layers", () => {
  let host: Host;
  before(async () => (host = await testHost({ program: programFolder("layers"), stack: "dev" })));
  after(() => host?.close());

  it("give functions their packages, to require and to import, as a workspace's root does", async () => {
    expect(await invoke(host, "greet")).to.deep.equal(["from a layer", "so long", "from the workspace"]);
  });

  it("that have other files are named in the banner", () => {
    expect(bannerOf(host)).to.match(/^Missing {2}function greet is without the layer arn:\S+:layer:files:1: /m);
  });
});

describe("services/lambda: versions and aliases", () => {
  let host: Host;
  before(async () => (host = await testHost({ program: programFolder("versions"), stack: "dev" })));
  after(() => host?.close());

  it("have the ARNs that AWS gives them", () => {
    const own = "arn:aws:lambda:eu-west-1:000000000000:function:greet";
    expect(host.graph.outputs).to.include({
      version: "1",
      qualifiedArn: `${own}:1`,
      aliasArn: `${own}:live`,
      invokeArn: `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${own}:live/invocations`,
    });
  });

  it("are invoked by what follows the name, by a qualifier, and by the address of an alias", async () => {
    for (const [name, query] of [
      ["greet:live", ""],
      ["greet:1", ""],
      ["greet", "?Qualifier=live"],
    ] as const)
      expect(await invoke(host, name, query), name + query).to.equal("hello");
    const { status, body } = await rawRequest(output(host, "url"), "GET", "");
    expect({ status, body }).to.deep.equal({ status: 200, body: "hello" });
  });

  it("that are not declared are not there", async () => {
    expect(await invoke(host, "greet:staging"))
      .to.have.property("Message")
      .that.contains("Function not found");
  });

  it("the banner says first which functions only AWS runs, and why", () => {
    expect(bannerOf(host)).to.match(
      /^Served {3}1 function\nMissing {2}function \w+ does not run: .* \(and 1 more: --verbose lists them\)$/m,
    );
    expect(bannerOf(host, true)).to.contain(
      "function snake does not run: only functions for Node.js do, and it is for python3.13\n",
    );
    expect(bannerOf(host, true)).to.contain("function boxed does not run: it is a container image\n");
  });
});

describe("services/lambda: code", () => {
  const program = new ChangingProgram("archives");
  let host: Host;

  before(async () => {
    const code = Buffer.from('exports.handler = async () => "from a zip file";');
    program.write("code.zip", zipSync({ "index.js": code, "folder/": new Uint8Array() }));
    host = await testHost({ program: program.folder, stack: "dev" });
  });

  after(async () => {
    await host?.close();
    program.remove();
  });

  for (const [name, what, answer] of [
    ["zipped", "may be a zip file", "from a zip file"],
    ["released", "may be a zip file that the program puts into a bucket", "from a zip file"],
    ["archived", "may be an archive that the program puts into a bucket", "from an archive"],
  ] as const)
    it(what, async () => {
      expect(await invoke(host, name)).to.equal(answer);
    });

  it("that somebody else has put into a bucket is missing, and the banner says so", () => {
    expect(bannerOf(host)).to.contain(
      "Missing  function elsewhere does not run: its code is not among what the program ships",
    );
  });
});
