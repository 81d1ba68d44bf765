import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** The command line in a process of its own. */
export class Command {
  /** What it has printed so far. */
  text = "";
  private readonly child: ChildProcess;
  private readonly closed: Promise<unknown[]>;

  constructor(...options: string[]) {
    this.child = spawn(process.execPath, [join(__dirname, "../../bin/pulumi-offline.js"), ...options]);
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
