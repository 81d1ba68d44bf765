import { connect as connectTls } from "node:tls";
import { once } from "node:events";
import { DeleteParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { expect } from "chai";
import { type Api, apiOf } from "../../support/api";
import { certificatesMissing, makeCertificates, type Pair } from "../../support/certificates";
import { type Door, tlsDoor } from "../../support/doors";
import { type Engine, startEngine } from "../../support/engine";
import { testHost } from "../../../packages/offline/test/support/host";
import { expectProblem } from "../../support/problem";

const path = "/atelier/docker";

/** A real engine behind TLS that lets those in who show a certificate, which the function reads from SSM. */
describe("control: containers by https://", () => {
  let engine: Engine;
  let door: Door;
  let ca: string;
  let client: Pair;

  before(async function () {
    if (certificatesMissing) {
      process.stdout.write(`    pending: ${certificatesMissing}\n`);
      return this.skip();
    }
    engine = await startEngine(this);
    const made = makeCertificates();
    ({ ca, client } = made);
    door = await tlsDoor(engine.connect, { ...made.server, ca });
  });

  after(async () => {
    await door?.close();
    await engine?.close();
  });

  /** A host of its own for each test: a function keeps the certificates that it has read. */
  async function withHost(use: (host: { api: Api; ssm: SSMClient; logs: string[] }) => Promise<void>): Promise<void> {
    const config = { dockerHost: `https://127.0.0.1:${door.port}`, dockerCertificates: path };
    const host = await testHost({ config });
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const ssm = new SSMClient({ endpoint: host.url, region: "us-east-1", credentials });
    try {
      await use({ api: apiOf(host), ssm, logs: host.logs });
    } finally {
      ssm.destroy();
      await host.close();
    }
  }

  const put = async (ssm: SSMClient, values: Record<string, string>) => {
    for (const [name, Value] of Object.entries(values)) {
      const parameter = { Name: `${path}/${name}`, Value, Type: "SecureString", Overwrite: true } as const;
      await ssm.send(new PutParameterCommand(parameter));
    }
  };

  const infra = (api: Api, action: string, name: string) =>
    api.call("GET", `/infra?target=docker&action=${action}&name=${name}`);

  const unreachable = async (api: Api) =>
    expectProblem(await infra(api, "status", "web"), 502, "Docker Engine unreachable");

  it("are started and stopped with the client certificate, read once and kept", () =>
    withHost(async ({ api, ssm }) => {
      await put(ssm, { ca, ...client });
      const container = await engine.create({ "atelier.managed": "true" });
      expect((await infra(api, "start", container)).body).to.include({ status: "started", container });
      expect(await engine.stateOf(container)).to.equal("running");
      await ssm.send(new DeleteParameterCommand({ Name: `${path}/key` }));
      expect((await infra(api, "stop", container)).body).to.include({ status: "stopped", container });
      expect(await engine.stateOf(container)).to.equal("exited");
      expect((await infra(api, "status", container)).body).to.include({ status: "exited", container });
    }));

  it("are out of reach until SSM has all that is needed, and the answer names what is missing", () =>
    withHost(async ({ api, ssm }) => {
      expect(await unreachable(api)).to.equal(`SSM has no parameter ${path}/ca, ${path}/cert, ${path}/key`);
      await put(ssm, { ca, cert: client.cert });
      expect(await unreachable(api)).to.equal(`SSM has no parameter ${path}/key`);
      await put(ssm, { key: "no key" });
      expect(await unreachable(api)).to.contain(`the certificates in ${path} do not fit: `);
      await put(ssm, { key: makeCertificates().client.key });
      expect(await unreachable(api)).to.contain(`the certificates in ${path} do not fit: `);
      await put(ssm, { key: client.key });
      expectProblem(await infra(api, "status", "nobodys"), 404, "Container not found");
    }));

  it("are out of reach where the engine does not trust the client", () =>
    withHost(async ({ api, ssm, logs }) => {
      const stranger = makeCertificates().client;
      await put(ssm, { ca, ...stranger });
      expect(await unreachable(api)).to.not.contain("no answer");
      expect(logs.join("\n")).to.not.contain("PRIVATE KEY");
    }));

  it("are out of reach where the client does not trust the engine", () =>
    withHost(async ({ api, ssm }) => {
      await put(ssm, { ca: makeCertificates().ca, ...client });
      expect(await unreachable(api)).to.match(/certificate|self.signed/);
    }));

  it("are behind a door that nobody passes without a certificate", async () => {
    const socket = connectTls({ host: "127.0.0.1", port: door.port, ca });
    socket.on("secureConnect", () => socket.write("GET /_ping HTTP/1.0\r\n\r\n"));
    const [error] = await once(socket, "error");
    expect(error)
      .to.have.property("code")
      .that.matches(/CERTIFICATE_REQUIRED|ECONNRESET/);
  });
});
