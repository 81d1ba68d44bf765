import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { type Api, apiOf } from "../../support/api";
import { type Door, plainDoor } from "../../support/doors";
import { type Engine, startEngine } from "../../support/engine";
import { testHost } from "../../../packages/offline/test/support/host";
import { expectProblem } from "../../support/problem";

/** Containers of a real engine. What the API answers is held against what the engine itself says. */
describe("control: containers", () => {
  let engine: Engine;
  let folder: string;

  before(async function () {
    engine = await startEngine(this);
    folder = mkdtempSync(join(tmpdir(), "docker-test-"));
  });

  after(async () => {
    await engine?.close();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  const ways: [way: string, open: () => Promise<[Door, string]>][] = [
    [
      "http://",
      async () => {
        const door = await plainDoor(engine.connect);
        return [door, `http://127.0.0.1:${door.port}`];
      },
    ],
    [
      "tcp://",
      async () => {
        const door = await plainDoor(engine.connect);
        return [door, `tcp://localhost:${door.port}`];
      },
    ],
    [
      "unix://",
      async () => {
        const path = join(folder, "docker.sock");
        return [await plainDoor(engine.connect, path), `unix://${path}`];
      },
    ],
  ];

  for (const [way, open] of ways) {
    describe(`by ${way}`, () => {
      let door: Door;
      let close: () => Promise<void>;
      let api: Api;

      before(async () => {
        const [opened, dockerHost] = await open();
        door = opened;
        const host = await testHost({ config: { dockerHost } });
        close = host.close;
        api = apiOf(host);
      });

      after(async () => {
        await close?.();
        await door?.close();
      });

      const infra = (action: string, name: string) =>
        api.call("GET", `/infra?target=docker&action=${action}&name=${name}`);

      it("starts and stops one that carries the label, and says so again when nothing is left to do", async () => {
        const container = await engine.create({ "atelier.managed": "true" });
        for (const [action, status, state] of [
          ["start", "started", "running"],
          ["start", "started", "running"],
          ["stop", "stopped", "exited"],
          ["stop", "stopped", "exited"],
          ["start", "started", "running"],
        ] as const) {
          const { status: code, headers, body } = await infra(action, container);
          expect(code, JSON.stringify(body)).to.equal(200);
          expect(headers.get("cache-control")).to.equal("no-store");
          expect(body).to.deep.equal({ status, target: "docker", container });
          expect(await engine.stateOf(container)).to.equal(state);
        }
      });

      it("tells the state of one that carries the label in the engine's own word", async () => {
        const container = await engine.create({ "atelier.managed": "true", other: "label" });
        const told = async () => {
          const { status, body } = await infra("status", container);
          expect(status, JSON.stringify(body)).to.equal(200);
          expect(body).to.deep.equal({ status: await engine.stateOf(container), target: "docker", container });
          return Object(body).status;
        };
        expect(await told()).to.equal("created");
        await engine.ask("POST", `/v1.41/containers/${container}/start`);
        expect(await told()).to.equal("running");
        await engine.ask("POST", `/v1.41/containers/${container}/stop`);
        expect(await told()).to.equal("exited");
      });

      it("lists all that carry the label, the stopped ones too, by name in the engine's own words", async () => {
        const names = [
          await engine.create({ "atelier.managed": "true" }),
          await engine.create({ "atelier.managed": "true", other: "label" }),
        ].sort();
        const unmanaged = [await engine.create({}), await engine.create({ "atelier.managed": "false" })];
        await infra("start", String(names[1]));
        const { status, body } = await api.call("GET", "/infra?target=docker&action=list");
        expect(status, JSON.stringify(body)).to.equal(200);
        const listed: { name: string; status: string }[] = Object(body).containers;
        expect(listed.filter(({ name }) => names.includes(name))).to.deep.equal([
          { name: names[0], status: "created" },
          { name: names[1], status: "running" },
        ]);
        expect(listed.filter(({ name }) => unmanaged.includes(name))).to.be.empty;
        const all = listed.map(({ name }) => name);
        expect(all).to.deep.equal([...all].sort());
      });

      it("answers 403 for one without the label, or with another value, and leaves it alone", async () => {
        const unmanaged: Record<string, string>[] = [{}, { "atelier.managed": "false" }, { managed: "true" }];
        for (const labels of unmanaged) {
          const container = await engine.create(labels);
          await engine.ask("POST", `/v1.41/containers/${container}/start`);
          for (const action of ["start", "stop", "status"]) {
            const detail = expectProblem(await infra(action, container), 403, "Container is not managed by this stack");
            expect(detail).to.equal("it has no label atelier.managed=true");
          }
          expect(await engine.stateOf(container)).to.equal("running");
        }
      });

      it("answers 404 for one that does not exist", async () => {
        for (const action of ["start", "stop", "status"]) {
          const detail = expectProblem(await infra(action, "nobodys"), 404, "Container not found");
          expect(detail).to.equal("the engine has no container nobodys");
        }
      });
    });
  }
});
