import { type Host, type HostOptions, startHost } from "../../src/host/host";

/** A host for a test: throw-away data, a free port, quiet. What functions log is kept for the test to read. */
export async function testHost(options: Partial<HostOptions> = {}): Promise<Host & { logs: string[] }> {
  const logs: string[] = [];
  const host = await startHost({
    program: process.cwd(),
    stack: "localstack",
    host: "127.0.0.1",
    port: 0,
    config: {},
    ec2TransitionSeconds: 0,
    maxEnvironments: 16,
    checkTypes: false,
    log: (text) => logs.push(text),
    ...options,
  });
  return { ...host, logs };
}

/** A text among a host's stack outputs. */
export function output(host: Host, name: string): string {
  const value = host.graph.outputs[name];
  if (typeof value !== "string") throw new Error(`the program has no output ${name}`);
  return value;
}
