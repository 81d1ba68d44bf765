import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { type ProcessorTime, processorTime } from "./processor";

/** A server in a process of its own. */
export interface RunningServer {
  readySeconds: number;
  /** What it said of itself when it was ready. */
  said: string;
  /** Resident memory, with all its threads. */
  residentMegabytes(): number;
  /** Files and sockets it has open; undefined where the system does not say. */
  openHandles(): number | undefined;
  /** What it has used of the processor until now; undefined where the system does not say. */
  processorTime(): ProcessorTime | undefined;
  stop(): Promise<void>;
}

export interface ServerOptions {
  /** What it is called where it fails. */
  name: string;
  /** What Node.js runs, with its parameters. */
  parameters: string[];
  environment?: Record<string, string>;
  /** Where it runs; here by default. */
  folder?: string;
  /** What it prints once it is ready. The first group is what it says of itself. */
  ready: RegExp;
}

/**
 * Starts a server, and waits until it says that it is ready.
 *
 * @throws Error with what it printed, if it ends before
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { name, parameters, environment, folder, ready } = options;
  const started = performance.now();
  // Into a file: whoever makes the load has no time to read a pipe, and a full one stops the server.
  const output = mkdtempSync(join(tmpdir(), "bench-console-"));
  const path = join(output, "console");
  const console = openSync(path, "w");
  const env = { ...process.env, ...environment };
  const child = spawn(process.execPath, parameters, { cwd: folder, env, stdio: ["ignore", console, console] });
  closeSync(console);
  const ended = once(child, "close");
  let said: string | undefined;
  while (said === undefined) {
    const isEnded = await Promise.race([setTimeout(20, false), ended.then(() => true)]);
    const text = readFileSync(path, "utf8");
    said = ready.exec(text)?.[1];
    if (isEnded) throw new Error(`${name} did not start: ${text}`);
  }
  const readySeconds = (performance.now() - started) / 1000;
  return {
    readySeconds,
    said,
    ...watched(child),
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
      rmSync(output, { recursive: true });
    },
  };
}

const watched = ({ pid = NaN }: ChildProcess) => ({
  residentMegabytes: () => Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)])) / 1024,
  openHandles: () => (existsSync(`/proc/${pid}/fd`) ? readdirSync(`/proc/${pid}/fd`).length : undefined),
  processorTime: () => processorTime(pid),
});
