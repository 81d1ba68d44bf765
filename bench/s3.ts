import { fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { Agent, request } from "node:http";
import { startS3 } from "../test/support/s3";

/**
 * How many 10 KB objects a second the embedded S3 takes and gives, over 10 connections that stay open, without
 * signatures. Run by `node --require tsx/cjs bench/s3.ts`; the service runs in a process of its own.
 */
const connections = 10;
const milliseconds = 5000;
const goals = { PUT: 800, GET: 1300 } as const;
const body = randomBytes(10 * 1024);

async function serve(): Promise<void> {
  const fixture = await startS3();
  process.send?.(fixture.endpoint);
  process.once("message", () => void fixture.stop().then(() => process.exit(0)));
}

const send = (agent: Agent, method: keyof typeof goals, url: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const headers = method === "PUT" ? { "content-length": body.length } : {};
    const sending = request(url, { method, agent, headers }, (answer) => {
      answer.resume().once("end", () => resolve(answer.statusCode ?? 0));
    });
    sending.once("error", reject).end(method === "PUT" ? body : undefined);
  });

async function measure(endpoint: string, method: keyof typeof goals): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const times: number[] = [];
  const begun = performance.now();
  let count = 0;
  let failed = 0;
  const work = async (): Promise<void> => {
    while (performance.now() - begun < milliseconds) {
      const sent = performance.now();
      const number = count++;
      // Reads stay among keys that surely were written.
      const status = await send(agent, method, `${endpoint}/photos/${method === "PUT" ? number : number % 1000}`);
      if (status !== 200) failed++;
      times.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: connections }, work));
  const rate = Math.round(count / ((performance.now() - begun) / 1000));
  const p99 = times.sort((left, right) => left - right)[Math.floor(times.length * 0.99)] ?? 0;
  process.stdout.write(
    `${method} 10 KB  ${rate}/s (goal ${goals[method]})  p99 ${p99.toFixed(1)} ms  failed ${failed}\n`,
  );
  agent.destroy();
}

async function main(): Promise<void> {
  const service = fork(__filename, ["serve"]);
  const endpoint = await new Promise<string>((resolve) => service.once("message", (text) => resolve(String(text))));
  await measure(endpoint, "PUT");
  await measure(endpoint, "GET");
  service.send("stop");
}

void (process.argv[2] === "serve" ? serve() : main());
