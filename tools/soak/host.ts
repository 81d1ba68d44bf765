import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const program = resolve("packages/offline/test/programs/soak");
const command = resolve("packages/offline/bin/pulumi-offline.js");

/** What a host holds of the machine. */
export interface Usage {
  megabytes: number;
  descriptors: number;
}

/** The offline host with the soak's program, in a process of its own, which may be ended in any way. */
export class SoakHost {
  private constructor(
    private readonly child: ChildProcess,
    /** Address of its port. */
    readonly url: string,
    /** Address of the program's API. */
    readonly apiUrl: string,
  ) {}

  /** @throws Error with what it printed, where it does not start */
  static async start(data: string, options: string[] = []): Promise<SoakHost> {
    const parameters = ["--program", program, "--stack", "dev", "--data", data, "--port", "0", ...options];
    const child = spawn(process.execPath, [command, ...parameters], { stdio: ["ignore", "pipe", "pipe"] });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (text += String(chunk)));
    const ended = once(child, "close");
    for (;;) {
      const [, url] = /is ready at (http:\/\/[^\s/?]+)/.exec(text) ?? [];
      const [apiUrl] = /http:\S+_user_request_/.exec(text) ?? [];
      if (url !== undefined && apiUrl !== undefined) return new SoakHost(child, url, apiUrl);
      if (child.exitCode !== null) throw new Error(`the host did not start: ${text}`);
      await Promise.race([once(child.stdout, "data"), ended]);
    }
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Ends it as `kill -9` does. */
  kill(): Promise<void> {
    return this.end("SIGKILL");
  }

  /** Ends it as Ctrl-C does. */
  stop(): Promise<void> {
    return this.end("SIGTERM");
  }

  /** Undefined where the system has no /proc. */
  usage(): Usage | undefined {
    const folder = `/proc/${this.child.pid}`;
    try {
      const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(join(folder, "status"), "utf8"))?.[1];
      return { megabytes: Number(kilobytes) / 1024, descriptors: readdirSync(join(folder, "fd")).length };
    } catch {
      return undefined;
    }
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    if (!this.isRunning) return;
    const exited = once(this.child, "exit");
    this.child.kill(signal);
    await exited;
  }
}
