import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Endpoint } from "./aws/endpoint";
import { Identities } from "./aws/identities";
import { Judge } from "./aws/judge";
import type * as AwsServices from "./aws/services";
import type { Faults } from "./aws/services/dynamodb";
import type { Patience } from "./connections";
import { DataFolder } from "./data";
import { UserError } from "./errors";
import { Quotas } from "./gateway/quota";
import type { Stage } from "./gateway/stage";
import { stagesOf } from "./gateway/stages";
import { Asynchronous } from "./lambda/asynchronous";
import { functionsOf, type LambdaFunction } from "./lambda/function";
import { Pool, type PoolOptions } from "./lambda/pool";
import { variablesOf } from "./lambda/variables";
import type { Options } from "./options";
import type { Graph } from "./program/graph";
import { type Project, readProject } from "./program/project";
import { recallProgram } from "./program/cache";
import { typecheck } from "./program/typecheck";
import { listen, type Parts } from "./server";

export interface HostOptions extends Options {
  /** Receives what functions log and what goes wrong inside the host, a line or more at a time. */
  log: (text: string) => void;
  /** Whether the program's types are checked, as `pulumi up` would. Default true. */
  checkTypes?: boolean;
  /** What goes wrong in DynamoDB on purpose; for tests. */
  faults?: Faults;
  /** How long it waits for slow clients. */
  patience?: Patience;
  /** Milliseconds since 1970, for the gateway's limits; the system's clock if undefined. */
  now?: () => number;
  /** Milliseconds before each further attempt of an asynchronous invocation that failed; Lambda's by default. */
  retryDelays?: readonly number[];
}

/** A running host. */
export interface Host {
  /** Address of the port on this machine. */
  url: string;
  graph: Graph;
  stages: Stage[];
  functions: LambdaFunction[];
  /** Settles when the program's types are checked; rejects with a UserError that holds the compiler's messages. */
  typesChecked: Promise<void>;
  /** Ends all parts. */
  close(): Promise<void>;
}

/**
 * Starts the host: listens, runs the program, starts the services, opens the door.
 *
 * @throws UserError for whatever the person at the keyboard can mend
 */
export async function startHost(options: HostOptions): Promise<Host> {
  const project = readProject(options.program, options.stack, options.config);
  const data = DataFolder.open(options.data);
  const running: Running = { data, quotas: new Quotas(data) };
  const close = () => end(running);
  try {
    return { ...(await start(options, project, running)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The parts that have been started so far. */
interface Running {
  data: DataFolder;
  quotas: Quotas;
  server?: Server;
  pool?: Pool;
  asynchronous?: Asynchronous;
  endpoint?: Endpoint;
}

/** Starts the parts in order, and leaves each among those that run. */
async function start(options: HostOptions, project: Project, running: Running): Promise<Omit<Host, "close">> {
  const { data } = running;
  const parts = deferred<Parts>();
  const onError = (error: unknown) => options.log(String(error instanceof Error ? error.stack : error));
  const server = await listen({ ...options, onError }, parts.promise);
  running.server = server;
  const url = urlOf(server, options.host);
  const typesChecked = options.checkTypes === false ? Promise.resolve() : checkTypes(project);
  // Whoever holds the host hears of it; until then it must not count as unhandled.
  typesChecked.catch(() => undefined);
  const program = load(project, url, data, typesChecked);
  program.catch(() => undefined);
  // The services take a while to load; meanwhile the program's process loads Pulumi.
  const { openServices }: typeof AwsServices = require("./aws/services");
  const graph = await program;
  const identities = new Identities(graph, data, process.env);
  const pool = poolFor(options, project, graph, {
    serve: async (request) => (await parts.promise).endpoint.handle(request),
    variablesOf: (lambda) => variablesOf(lambda, graph.region, identities.ofRole(lambda.roleArn), portOf(server)),
  });
  running.pool = pool;
  const asynchronous = (running.asynchronous = new Asynchronous({ ...options, pool }));
  const services = await openServices({ ...options, graph, data, pool, asynchronous });
  const publicAddress = publicUrl(url, process.env);
  const endpoint = (running.endpoint = new Endpoint(
    services,
    identities,
    new Judge(graph, options.log),
    publicAddress && new URL(publicAddress).host,
  ));
  const stages = stagesOf({ ...options, graph, pool, quotas: running.quotas });
  parts.resolve({ graph, stages, endpoint });
  return { url, graph, stages: [...stages.values()], functions: pool.functions(), typesChecked };
}

const poolFor = (
  { log, maxEnvironments }: HostOptions,
  { packages }: Project,
  graph: Graph,
  endpoint: Pick<PoolOptions, "serve" | "variablesOf">,
): Pool =>
  new Pool({
    ...endpoint,
    functions: functionsOf(graph),
    packages,
    maxEnvironments,
    onLog: (name, requestId, level, text) =>
      log(`[${name}${requestId && ` ${requestId}`}] ${level === "info" ? "" : `${level}: `}${text}`),
  });

/** Ends what calls before what is called: nothing that still runs finds its service gone. */
async function end({ server, quotas, asynchronous, pool, endpoint, data }: Running): Promise<void> {
  if (server) await closeServer(server);
  quotas.close();
  asynchronous?.close();
  await pool?.close();
  await endpoint?.close();
  data.close();
}

function deferred<Value>() {
  let resolve: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((settle) => (resolve = settle));
  return { promise, resolve };
}

const portOf = (server: Server): number => {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === "string") throw new Error("the server listens on no port");
  return address.port;
};

/** People and the program say localhost for what listens on loopback or on all addresses. */
const urlOf = (server: Server, host: string): string =>
  `http://${["127.0.0.1", "0.0.0.0", "::1", "::"].includes(host) ? "localhost" : host}:${portOf(server)}`;

async function checkTypes(project: Project): Promise<void> {
  const errors = await typecheck(project);
  if (errors)
    throw new UserError(`the program has type errors, and \`pulumi up\` would refuse it:\n${errors.trimEnd()}`);
}

/** Runs the program. Where it fails and has type errors too, those are the better message. */
async function load(project: Project, url: string, data: DataFolder, typesChecked: Promise<void>): Promise<Graph> {
  const request = { project, endpoint: url, secretKey: data.secret("program") };
  try {
    return await recallProgram(request, { AWS_ENDPOINT_PUBLIC: publicUrl(url, process.env) ?? url }, data);
  } catch (error) {
    await typesChecked;
    throw error;
  }
}

/** Where people reach the port, if that is not its own address: in a Codespace, by its forwarded one. */
function publicUrl(url: string, environment: NodeJS.ProcessEnv): string | undefined {
  const { AWS_ENDPOINT_PUBLIC, CODESPACE_NAME, GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN } = environment;
  if (AWS_ENDPOINT_PUBLIC) return AWS_ENDPOINT_PUBLIC;
  if (!CODESPACE_NAME || !GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN) return undefined;
  return `https://${CODESPACE_NAME}-${new URL(url).port}.${GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN}`;
}

/** Stops listening, and ends the connections that are still open. */
async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
