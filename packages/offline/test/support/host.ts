import { piecesOf } from "../../src/host/console/lines";
import { type Host, type HostOptions, startHost } from "../../src/host/host";
import { Activity, type Happening } from "../../src/protocol/activity";
import { type RawAnswer, rawRequest } from "./http";

/** What is ordinary: of these happenings a test that looks for what is told of others has no use. */
const isOrdinary = (happening: Happening): boolean =>
  happening.kind === "request" ||
  happening.kind === "delivery" ||
  (happening.kind === "invocation" && happening.error === undefined);

/** A host whose console a test reads. */
export interface TestHost extends Host {
  /** What a person is told, in the console's words: what functions log and throw, alarms, mail, and notices. */
  logs: string[];
  /** All that happens, from the start on. */
  happenings: Happening[];
}

/** A host for a test: throw-away data, a free port, quiet. What happens in it is kept for the test to read. */
export async function testHost(options: Partial<HostOptions> = {}): Promise<TestHost> {
  const logs: string[] = [];
  const happenings: Happening[] = [];
  const activity = new Activity();
  activity.listen((happening) => {
    happenings.push(happening);
    // Notices come by `log`.
    if (happening.kind === "notice" || isOrdinary(happening)) return;
    const pieces = piecesOf(happening, (name) => name) ?? [];
    logs.push(pieces.map(({ text }) => text).join("  "));
  });
  const host = await startHost({
    program: process.cwd(),
    stack: "localstack",
    host: "127.0.0.1",
    port: 0,
    config: {},
    ec2TransitionSeconds: 0,
    maxEnvironments: 16,
    checkTypes: false,
    activity,
    log: (text) => logs.push(text),
    ...options,
  });
  return Object.assign(host, { logs, happenings });
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
