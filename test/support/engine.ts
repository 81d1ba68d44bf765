import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { request } from "node:http";
import { connect, type Socket } from "node:net";
import type { Context } from "mocha";
import { isPodmanThere, Podman } from "./podman";

/** The root file system of the tests' image: one program that needs no library. */
const busybox = "/bin/busybox";

/** Runs until it is told to end, and then ends at once. */
const command = [busybox, "sh", "-c", `trap 'exit 0' TERM; ${busybox} sleep 3600 & wait`];

/** What an engine answered; the document is parsed where it is JSON. */
interface Answer {
  status: number;
  document: Record<string, unknown>;
}

/** A real engine that speaks Docker's API, beside the API under test. */
export class Engine {
  private readonly containers: string[] = [];
  private image = "";

  constructor(
    /** Opens a connection to the engine's API. */
    readonly connect: () => Socket,
    private readonly end: () => Promise<void> = async () => undefined,
  ) {}

  /** Asks the engine itself. */
  ask(method: string, path: string, body?: object): Promise<Answer> {
    const isTar = Buffer.isBuffer(body);
    const headers = { "content-type": isTar ? "application/x-tar" : "application/json" };
    return new Promise((resolve, reject) => {
      const sent = request({ method, path, headers, createConnection: () => this.connect() }, (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, document: parse(text) }));
      });
      sent.on("error", reject).end(isTar ? body : body && JSON.stringify(body));
    });
  }

  /** Makes a container that waits to be started; returns its name. */
  async create(labels: Record<string, string>): Promise<string> {
    const name = `atelier_test.${randomUUID()}`;
    const { status, document } = await this.ask("POST", `/v1.41/containers/create?name=${name}`, {
      Image: this.image,
      Cmd: command,
      Labels: labels,
      HostConfig: { NetworkMode: "none" },
    });
    if (status !== 201) throw new Error(`the engine made no container: ${JSON.stringify(document)}`);
    this.containers.push(name);
    return name;
  }

  /** The state of a container in the engine's own word. */
  async stateOf(name: string): Promise<unknown> {
    const { document } = await this.ask("GET", `/v1.41/containers/${name}/json`);
    return Object(document.State).Status;
  }

  /** Makes an image without a registry. */
  async importImage(): Promise<void> {
    const tar = execFileSync("tar", ["-C", "/", "-c", busybox.slice(1)], { maxBuffer: 64 * 1024 * 1024 });
    const { document } = await this.ask("POST", "/v1.41/images/create?fromSrc=-", tar);
    this.image = String(document.status);
  }

  /** Removes all that the tests made. */
  async close(): Promise<void> {
    for (const name of this.containers) await this.ask("DELETE", `/v1.41/containers/${name}?force=true`);
    await this.ask("DELETE", `/v1.41/images/${this.image}?force=true`);
    await this.end();
  }
}

/** The last line: an import tells its progress line by line. */
function parse(text: string): Record<string, unknown> {
  const last = text.trim().split("\n").at(-1) ?? "";
  return last.startsWith("{") ? JSON.parse(last) : {};
}

/** A message for the person who runs the tests: why there is no engine, and what to do about it. */
class NoEngine extends Error {}

/**
 * An engine for a suite: the one that `DOCKER_HOST` names, or a podman of its own with throw-away storage. Where
 * there is none, the suite is pending and says why.
 *
 * @param context of the suite's `before`
 */
export async function startEngine(context: Context): Promise<Engine> {
  try {
    const engine = process.env.DOCKER_HOST ? engineAt(process.env.DOCKER_HOST) : await ownEngine();
    await prepare(engine);
    return engine;
  } catch (error) {
    if (!(error instanceof NoEngine)) throw error;
    process.stdout.write(`    pending: ${error.message}\n`);
    return context.skip();
  }
}

function engineAt(address: string): Engine {
  const { protocol, hostname, port, pathname } = new URL(address);
  if (protocol === "unix:") return new Engine(() => connect(pathname));
  if (protocol === "tcp:") return new Engine(() => connect(Number(port), hostname));
  throw new Error(`DOCKER_HOST is ${address}; the tests take unix:///path or tcp://host:port`);
}

/** Tries whether containers run here at all. */
async function prepare(engine: Engine): Promise<void> {
  try {
    await engine.importImage();
    const { status, document } = await engine.ask("POST", `/v1.41/containers/${await engine.create({})}/start`);
    if (status !== 204) throw new NoEngine(`the engine runs no containers here: ${String(document.message)}`);
  } catch (error) {
    await engine.close();
    throw error;
  }
}

async function ownEngine(): Promise<Engine> {
  if (!isPodmanThere() || !existsSync(busybox)) {
    const packages = "podman runc busybox-static";
    throw new NoEngine(`no engine: set DOCKER_HOST, or \`apt-get install ${packages}\` on Debian and the like`);
  }
  const podman = new Podman();
  if (await podman.isListening()) return new Engine(podman.connect, () => podman.end());
  await podman.end();
  throw new NoEngine(`podman does not start here: ${podman.log.trim()}`);
}
