import { execFileSync, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { textOf } from "../json";

/** A host in a process of its own. */
export interface RunningHost {
  readySeconds: number;
  /** Address of its port. */
  url: string;
  apiUrl: string;
  apiKey: string;
  /** Resident memory of the host with all its environments. */
  residentMegabytes(): number;
  /** Files and sockets it has open; undefined where the system does not say. */
  openHandles(): number | undefined;
  /** Physical id of the only resource of a type. */
  resource(type: string): Promise<string>;
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
  const child = spawn(process.execPath, ["packages/offline/bin/pulumi-offline.js", ...data, ...config], { env });
  let text = "";
  let url: string | undefined;
  child.stderr.on("data", (chunk) => (text += String(chunk)));
  while (url === undefined) {
    const [chunk] = await Promise.race([once(child.stdout, "data"), once(child, "close").then(() => [undefined])]);
    if (chunk === undefined) throw new Error(`the host did not start: ${text}`);
    text += String(chunk);
    url = /is ready at (\S+)/.exec(text)?.[1];
  }
  const readySeconds = (performance.now() - started) / 1000;
  const page = async (path: string): Promise<unknown> =>
    (await fetch(`${url}/_offline/${path}`, { headers: { "x-offline-token": token } })).json();
  const outputs = await page("outputs");
  return {
    readySeconds,
    url,
    apiUrl: textOf(outputs, "apiUrl"),
    apiKey: textOf(outputs, "apiKey"),
    residentMegabytes: () => Number(execFileSync("ps", ["-o", "rss=", "-p", String(child.pid)])) / 1024,
    openHandles: () => (existsSync(`/proc/${child.pid}/fd`) ? readdirSync(`/proc/${child.pid}/fd`).length : undefined),
    resource: async (type) => {
      const answer = await page("resources");
      const resources = Array.isArray(answer) ? answer : [];
      return String(resources.find((resource) => resource.type === type)?.id);
    },
    stop: async () => {
      child.kill("SIGTERM");
      await once(child, "close");
    },
  };
}
