import { randomUUID } from "node:crypto";
import { readProject } from "../../packages/offline/src/program/project";
import { typecheck } from "../../packages/offline/src/program/typecheck";
import { textOf } from "../json";
import { type RunningServer, startServer } from "./process";

/** The host in a process of its own, with any program. */
export interface RunningHost extends RunningServer {
  /** Address of its port. */
  url: string;
  /** What the program gives out. */
  outputs: unknown;
  /** Asks for one of the host's own pages, by the path below `/_offline/`. */
  page(path: string): Promise<Response>;
  /** Physical id of the resource of a type that the program calls so. */
  named(type: string, name: string): Promise<string>;
}

/** The host with the whole program. */
export interface ProgramHost extends RunningHost {
  apiUrl: string;
  apiKey: string;
  siteUrl: string;
}

/** Starts the host as `npm start` does, on any free port. */
export async function startHost(parameters: string[]): Promise<RunningHost> {
  const token = randomUUID();
  const server = await startServer({
    name: "the host",
    parameters: ["packages/offline/bin/pulumi-offline.js", "--port", "0", ...parameters],
    environment: { OFFLINE_TOKEN: token },
    ready: /is ready at (\S+)/,
  });
  const { said: url } = server;
  const page = (path: string): Promise<Response> =>
    fetch(`${url}/_offline/${path}`, { headers: { "x-offline-token": token } });
  return {
    ...server,
    url,
    outputs: await (await page("outputs")).json(),
    page,
    named: async (type, name) => {
      const answer: unknown = await (await page("resources")).json();
      const resources = Array.isArray(answer) ? answer : [];
      return String(resources.find((resource) => resource.type === type && resource.name === name)?.id);
    },
  };
}

/**
 * Starts the host with the whole program, its limits out of the way.
 *
 * @param data what to do with its state, as options; rates are measured without any
 */
export async function startProgram(data: string[] = ["--ephemeral"]): Promise<ProgramHost> {
  const rates = [
    "throttleRateLimit",
    "throttleBurstLimit",
    "healthRateLimit",
    "healthBurstLimit",
    "imageRateLimit",
    "imageBurstLimit",
  ];
  const limits = [...rates.map((rate) => `${rate}=1000000`), "quotaLimit=999999999"];
  const host = await startHost([...data, ...limits.flatMap((limit) => ["--config", `atelier:${limit}`])]);
  const { outputs } = host;
  return {
    ...host,
    apiUrl: textOf(outputs, "apiUrl"),
    apiKey: textOf(outputs, "apiKey"),
    siteUrl: textOf(outputs, "siteUrl"),
  };
}

/** Measures something on a host with the whole program, which has nothing else to do. */
export async function onProgram<T>(
  measure: (host: ProgramHost) => Promise<T>,
  data: string[] = ["--ephemeral"],
): Promise<T> {
  // A host checks the program's types once it is ready, unless it knows them to be fine.
  await typecheck(readProject(process.cwd(), "localstack", {}));
  const host = await startProgram(data);
  try {
    return await measure(host);
  } finally {
    await host.stop();
  }
}
