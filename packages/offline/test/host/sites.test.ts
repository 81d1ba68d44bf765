import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { expect } from "chai";
import type { Host } from "../../src/host/host";
import { Command } from "../support/command";
import { hasCode } from "../../src/errors";
import { output, testHost } from "../support/host";
import { rawRequest } from "../support/http";
import { programFolder } from "../support/programs";
import { head, RawClient, statuses } from "../support/socket";

const program = programFolder("sites");

/** Takes a port of this machine. */
async function taken(port = 0): Promise<{ port: number; close(): void }> {
  const server: Server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  return { port: Object(server.address()).port, close: () => void server.close() };
}

/** A free port whose next one is in use; others on this machine take ports as well. */
async function freeBelowTaken(): Promise<{ port: number; blocked: { close(): void } }> {
  const { port, close } = await taken();
  try {
    return { port, blocked: await taken(port + 1) };
  } catch (error) {
    if (hasCode(error, "EADDRINUSE")) return freeBelowTaken();
    throw error;
  } finally {
    close();
  }
}

describe("host/sites: the ports of sites", () => {
  let host: Host & { logs: string[] };
  let url: string;

  before(async () => {
    host = await testHost({ program, stack: "dev", sitePort: 0 });
    url = output(host, "siteUrl");
  });

  after(() => host.close());

  it("are the addresses that the program's outputs name", async () => {
    expect(host.sites.map(({ name }) => name)).to.deep.equal(["shop", "front"]);
    expect(url)
      .to.match(/^http:\/\/localhost:\d+$/)
      .and.to.equal(host.sites[0]?.url);
    expect(output(host, "frontUrl")).to.equal(host.sites[1]?.url);
    expect(output(host, "host")).to.equal(new URL(url).host);
    expect((await rawRequest(url, "GET", "/")).body).to.equal("<h1>shop</h1>");
  });

  it("are those of websites as well", async () => {
    const other = await testHost({ program: programFolder("websites"), stack: "dev", sitePort: 0 });
    try {
      const endpoint = output(other, "endpoint");
      expect(other.sites.map((site) => new URL(site.url).host)).to.include(endpoint);
      expect(await rawRequest(`http://${endpoint}`, "GET", "/")).to.include({ status: 200, body: "home" });
    } finally {
      await other.close();
    }
  });

  it("are what the owner's own names become, so that APIs let their pages in", async () => {
    expect(output(host, "allowedOrigin")).to.equal(url);
    expect((await rawRequest(url, "GET", "/named/a")).headers["access-control-allow-origin"]).to.equal(url);
  });

  it("answer names of this machine, and nobody's else", async () => {
    for (const [name, status] of [
      ["localhost", 200],
      ["127.0.0.1", 200],
      ["rebound.example.org", 403],
      ["shop.example", 403],
    ] as const)
      expect((await rawRequest(url, "GET", "/", { host: name })).status, name).to.equal(status);
  });

  it("hold no door open to slow and to broken clients", async () => {
    const broken = new RawClient(url);
    await broken.send("nonsense\r\n\r\n");
    expect(statuses(await broken.all())).to.deep.equal([400]);
    const gone = new RawClient(url);
    await gone.send(head("GET /"));
    gone.destroy();
    expect((await rawRequest(url, "GET", "/")).status).to.equal(200);
  });

  it("carry the public address in a Codespace", async () => {
    const variables = { CODESPACE_NAME: "desk", GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN: "example.dev" };
    Object.assign(process.env, variables);
    const away = await testHost({ program, stack: "dev", sitePort: 0 }).finally(() => {
      for (const name of Object.keys(variables)) delete process.env[name];
    });
    try {
      const [site] = away.sites;
      const { port } = new URL(site?.localUrl ?? "");
      const [shown, name] = [`https://desk-${port}.example.dev`, `desk-${port}.example.dev`];
      expect([site?.url, output(away, "siteUrl"), output(away, "host")]).to.deep.equal([shown, shown, name]);
      expect((await rawRequest(site?.localUrl ?? "", "GET", "/", { host: name })).status).to.equal(200);
      // The one behind the other is found on this machine all the same.
      expect((await rawRequest(away.sites[1]?.localUrl ?? "", "GET", "/")).body).to.equal("<h1>shop</h1>");
    } finally {
      await away.close();
    }
  });

  it("follow the host's, and leave out those that are in use", async () => {
    const { port, blocked } = await freeBelowTaken();
    try {
      const other = await testHost({ program, stack: "dev", port });
      const ports = other.sites.map((site) => Number(new URL(site.url).port));
      await other.close();
      expect(ports[0]).to.be.above(port + 1);
      expect(ports[1]).to.be.above(Number(ports[0]));
    } finally {
      blocked.close();
    }
  });

  it("are free again when the host has ended", async () => {
    const other = await testHost({ program, stack: "dev", sitePort: 0 });
    const { port } = new URL(other.sites[0]?.url ?? "");
    await other.close();
    (await taken(Number(port))).close();
  });

  it("are refused by their option where the one that was asked for is in use", async () => {
    const { port, close } = await taken();
    try {
      const options = [
        "--program",
        program,
        "--stack",
        "dev",
        "--port",
        "0",
        "--ephemeral",
        "--site-port",
        String(port),
      ];
      const command = new Command(...options);
      expect(await command.code()).to.equal(1);
      expect(command.text).to.contain(
        `offline: port ${port} is in use; stop what uses it or choose another with --site-port\n`,
      );
    } finally {
      close();
    }
  });

  it("are listed at the start, the address first", async () => {
    const options = ["--program", program, "--stack", "dev", "--port", "0", "--ephemeral", "--site-port", "0"];
    const command = new Command(...options);
    await command.url();
    command.signal("SIGINT");
    await command.code();
    expect(command.text).to.match(
      /\nSite {5}http:\/\/localhost:\d+ {2}\(shop\)\nSite {5}http:\/\/localhost:\d+ {2}\(front\)\n/,
    );
  });
});
