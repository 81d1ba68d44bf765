import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "../../packages/offline/test/support/poll";

export const isPodmanThere = (): boolean => spawnSync("podman", ["--version"]).status === 0;

const configuration = `[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
[engine]
lock_type = "file"
`;

/**
 * A podman that serves Docker's API (https://docs.podman.io/en/stable/markdown/podman-system-service.1.html) and shares
 * nothing with the machine's own: storage, state, locks and configuration are in a folder that goes with it.
 */
export class Podman {
  /** What it has complained of. */
  log = "";
  private readonly folder = mkdtempSync(join(tmpdir(), "podman-test-"));
  private readonly socket = join(this.folder, "engine.sock");
  private readonly service: ChildProcess;

  constructor() {
    const file = join(this.folder, "containers.conf");
    writeFileSync(file, configuration);
    const places = { root: "storage", runroot: "run", tmpdir: "tmp" };
    const options = [
      ...Object.entries(places).map(([option, name]) => `--${option}=${join(this.folder, name)}`),
      ...["--storage-driver=vfs", "--runtime=runc", "--cgroup-manager=cgroupfs", "--events-backend=file"],
    ];
    this.service = spawn("podman", [...options, "system", "service", "--time=0", `unix://${this.socket}`], {
      env: { ...process.env, CONTAINERS_CONF: file },
      stdio: ["ignore", "ignore", "pipe"],
      // A group of its own: without root, podman runs as its own child.
      detached: true,
    });
    this.service.stderr?.on("data", (chunk) => (this.log += chunk));
    process.once("exit", this.kill);
  }

  /** Whether it has come up; false if it ended instead. */
  isListening(): Promise<boolean> {
    return eventually("podman's socket", async () => {
      if (existsSync(this.socket)) return true;
      return this.service.exitCode === null ? undefined : false;
    });
  }

  readonly connect = (): Socket => connect(this.socket);

  /** Ends it, and removes all that it kept. */
  async end(): Promise<void> {
    process.off("exit", this.kill);
    if (this.service.exitCode === null) {
      this.kill();
      await once(this.service, "exit");
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  private readonly kill = (): void => {
    // Without root, a further process holds podman's user namespace.
    const pause = join(this.folder, "tmp", "pause.pid");
    if (existsSync(pause)) process.kill(Number(readFileSync(pause, "utf8")));
    if (this.service.pid !== undefined && this.service.exitCode === null) process.kill(-this.service.pid);
  };
}
