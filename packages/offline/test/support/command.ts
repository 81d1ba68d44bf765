import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** The command line in a process of its own. */
export class Command {
  /** What whoever asks for the host's own pages must know. */
  readonly token = "a token for tests";
  /** What it has printed so far. */
  text = "";
  private readonly child: ChildProcess;
  private readonly closed: Promise<unknown[]>;

  constructor(...options: string[]) {
    const env = { ...process.env, OFFLINE_TOKEN: this.token };
    this.child = spawn(process.execPath, [join(__dirname, "../../bin/pulumi-offline.js"), ...options], { env });
    this.closed = once(this.child, "close");
    for (const stream of [this.child.stdout, this.child.stderr]) stream?.on("data", (chunk) => (this.text += chunk));
  }

  /** Its exit code. */
  async code(): Promise<unknown> {
    return (await this.closed)[0];
  }

  /** Waits until it is ready; returns the address it says. */
  async url(): Promise<string> {
    for (;;) {
      const url = /is ready at (\S+)/.exec(this.text)?.[1];
      if (url && this.text.includes("Ctrl-C")) return url;
      if (this.child.exitCode !== null) throw new Error(this.text);
      await Promise.race([once(this.child.stdout ?? this.child, "data"), this.closed]);
    }
  }

  /** Asks for one of its own pages, by the path below `/_offline/`, once it is ready. */
  async page(path: string, method = "GET"): Promise<Response> {
    return fetch(`${await this.url()}/_offline/${path}`, { method, headers: { "x-offline-token": this.token } });
  }

  /** The stack's outputs, once it is ready. */
  async outputs(): Promise<Record<string, string>> {
    return Object(await (await this.page("outputs")).json());
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Ends it as `kill -9` does; a child of its own that lives on for a while may still hold its output. */
  async kill(): Promise<void> {
    const exited = once(this.child, "exit");
    this.child.kill("SIGKILL");
    await exited;
  }
}
