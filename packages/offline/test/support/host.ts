import { type Host, type HostOptions, startHost } from "../../src/host/host";
import { type RawAnswer, rawRequest } from "./http";

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
  return Object.assign(host, { logs });
}

/** Asks for one of a host's own pages, by the path below `/_offline/`, as its user's tools do. */
export const ownPage = (
  { url, token }: Pick<Host, "url" | "token">,
  path: string,
  { method = "GET", headers = {} }: { method?: string; headers?: Record<string, string> } = {},
): Promise<RawAnswer> => rawRequest(url, method, `/_offline/${path}`, { "x-offline-token": token, ...headers });

/** A text among a host's stack outputs. */
export function output(host: Host, name: string): string {
  const value = host.graph.outputs[name];
  if (typeof value !== "string") throw new Error(`the program has no output ${name}`);
  return value;
}
