import { execFileSync, spawn, type StdioOptions } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { closeSync, existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { textOf } from "../json";

/** A host in a process of its own. */
export interface RunningHost {
  readySeconds: number;
  /** Address of its port. */
  url: string;
  apiUrl: string;
  apiKey: string;
  siteUrl: string;
  /** Asks for one of the host's own pages, by the path below `/_offline/`. */
  page(path: string): Promise<Response>;
  /** Resident memory of the host with all its environments. */
  residentMegabytes(): number;
  /** Files and sockets it has open; undefined where the system does not say. */
  openHandles(): number | undefined;
  /** Physical id of the resource of a type that the program calls so. */
  named(type: string, name: string): Promise<string>;
  stop(): Promise<void>;
}

/**
 * Starts the host as `npm start` does, its limits out of the way.
 *
 * @param data what to do with its state, as options; rates are measured without any
 */
export async function startHost(data: string[] = ["--ephemeral", "--port", "0"]): Promise<RunningHost> {
  const started = performance.now();
  const rates = [
    "throttleRateLimit",
    "throttleBurstLimit",
    "healthRateLimit",
    "healthBurstLimit",
    "imageRateLimit",
    "imageBurstLimit",
  ];
  const limits = [...rates.map((rate) => `${rate}=1000000`), "quotaLimit=999999999"];
  const config = limits.flatMap((limit) => ["--config", `atelier:${limit}`]);
  const token = randomUUID();
  const env = { ...process.env, OFFLINE_TOKEN: token };
  // Into a file: whoever makes the load has no time to read a pipe, and a full one stops the host.
  const folder = mkdtempSync(join(tmpdir(), "bench-console-"));
  const path = join(folder, "console");
  const console = openSync(path, "w");
  const stdio: StdioOptions = ["ignore", console, console];
  const child = spawn(process.execPath, ["packages/offline/bin/pulumi-offline.js", ...data, ...config], { env, stdio });
  closeSync(console);
  const ended = once(child, "close");
  let url: string | undefined;
  while (url === undefined) {
    const isEnded = await Promise.race([setTimeout(20, false), ended.then(() => true)]);
    const text = readFileSync(path, "utf8");
    url = /is ready at (\S+)/.exec(text)?.[1];
    if (isEnded) throw new Error(`the host did not start: ${text}`);
  }
  const readySeconds = (performance.now() - started) / 1000;
  const page = (path: string): Promise<Response> =>
    fetch(`${url}/_offline/${path}`, { headers: { "x-offline-token": token } });
  const outputs: unknown = await (await page("outputs")).json();
  return {
    readySeconds,
    url,
    apiUrl: textOf(outputs, "apiUrl"),
    apiKey: textOf(outputs, "apiKey"),
    siteUrl: textOf(outputs, "siteUrl"),
    page,
    residentMegabytes: () => Number(execFileSync("ps", ["-o", "rss=", "-p", String(child.pid)])) / 1024,
    openHandles: () => (existsSync(`/proc/${child.pid}/fd`) ? readdirSync(`/proc/${child.pid}/fd`).length : undefined),
    named: async (type, name) => {
      const answer: unknown = await (await page("resources")).json();
      const resources = Array.isArray(answer) ? answer : [];
      return String(resources.find((resource) => resource.type === type && resource.name === name)?.id);
    },
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}
