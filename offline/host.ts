import type { Server } from "node:http";
import { portOf, publicUrl, urlOf } from "./addresses";
import { Endpoint } from "./aws/endpoint";
import { Identities } from "./aws/identities";
import { Judge } from "./aws/judge";
import { groupsOf } from "./aws/services/logs/declared";
import { LogDelivery } from "./aws/services/logs/delivery";
import { LogStore } from "./aws/services/logs/store/store";
import type * as AwsServices from "./aws/services";
import type { Faults } from "./aws/services/dynamodb";
import { type Clock, systemClock } from "./clock";
import type { Patience } from "./connections";
import { DataFolder } from "./data";
import { UserError } from "./errors";
import { Quotas } from "./gateway/quota";
import type { Stage } from "./gateway/stage";
import { stagesOf } from "./gateway/stages";
import { functionsOf, type LambdaFunction } from "./lambda/function";
import { Pool, type PoolOptions } from "./lambda/pool";
import { variablesOf } from "./lambda/variables";
import { type Messaging, openMessaging } from "./messaging";
import type { Options } from "./options";
import type { Graph } from "./program/graph";
import { type Project, readProject } from "./program/project";
import { recallProgram } from "./program/cache";
import { typecheck } from "./program/typecheck";
import { schedulesOf } from "./schedule/declared";
import { Handover } from "./schedule/handover";
import { Schedules } from "./schedule/schedules";
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
  /** Milliseconds before each further attempt of an asynchronous invocation that failed; Lambda's by default. */
  retryDelays?: readonly number[];
  /** The time that limits, queues, schedules and retries go by; the system's by default. */
  clock?: Clock;
}

/** A running host. */
export interface Host {
  /** Address of the port on this machine. */
  url: string;
  graph: Graph;
  stages: Stage[];
  functions: LambdaFunction[];
  schedules: Schedules;
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
  messaging?: Messaging;
  schedules?: Schedules;
  endpoint?: Endpoint;
}

/** Starts the parts in order, and leaves each among those that run. */
async function start(options: HostOptions, project: Project, running: Running): Promise<Omit<Host, "close">> {
  const { data } = running;
  const { clock = systemClock } = options;
  const parts = deferred<Parts>();
  const onError = (error: unknown) => options.log(String(error instanceof Error ? error.stack : error));
  const server = await listen({ ...options, onError }, parts.promise);
  running.server = server;
  const url = urlOf(server, options.host);
  const checkTypes = options.checkTypes === false ? () => Promise.resolve() : () => refuseTypeErrors(project);
  const program = load(project, url, data, checkTypes);
  program.catch(() => undefined);
  // The services take a while to load; meanwhile the program's process loads Pulumi.
  const { openServices }: typeof AwsServices = require("./aws/services");
  const graph = await program;
  // Not before: the check takes all the processor it can have, and the program's start is what people wait for.
  const typesChecked = checkTypes();
  // Whoever holds the host hears of it; until then it must not count as unhandled.
  typesChecked.catch(() => undefined);
  const identities = new Identities(graph, data, process.env);
  const judge = new Judge(graph, options.log);
  const logs = new LogStore({ directory: data.directory("logs"), declared: groupsOf(graph), report: options.log });
  const delivery = new LogDelivery({ store: logs, location: graph, identities, judge, report: options.log });
  const pool = poolFor(options, project, graph, {
    openLog: (lambda, logStreamName) => delivery.open(lambda, logStreamName),
    serve: async (request) => (await parts.promise).endpoint.handle(request),
    variablesOf: (lambda) => variablesOf(lambda, graph.region, identities.ofRole(lambda.roleArn), portOf(server)),
  });
  running.pool = pool;
  const messaging = openMessaging({ ...options, graph, data, pool, identities, judge, clock });
  running.messaging = messaging;
  const services = await openServices({ ...options, ...messaging, graph, data, pool, clock, logs });
  const publicAddress = publicUrl(url, process.env);
  const endpoint = (running.endpoint = new Endpoint(
    services,
    identities,
    judge,
    publicAddress && new URL(publicAddress).host,
  ));
  const stages = stagesOf({ ...options, graph, pool, quotas: running.quotas, now: () => clock.now() });
  const schedules = (running.schedules = new Schedules({
    schedules: schedulesOf(graph, clock.now()),
    handover: new Handover({ ...messaging, pool, log: options.log }),
    clock,
    location: graph,
    log: options.log,
  }));
  parts.resolve({ graph, stages, endpoint, schedules });
  await messaging.asynchronous.resume();
  schedules.start();
  return { url, graph, stages: [...stages.values()], functions: pool.functions(), schedules, typesChecked };
}

const poolFor = (
  { log, maxEnvironments }: HostOptions,
  { packages }: Project,
  graph: Graph,
  endpoint: Pick<PoolOptions, "openLog" | "serve" | "variablesOf">,
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
async function end({ server, quotas, schedules, messaging, pool, endpoint, data }: Running): Promise<void> {
  if (server) await closeServer(server);
  quotas.close();
  schedules?.close();
  await messaging?.asynchronous.close();
  await pool?.close();
  await endpoint?.close();
  await messaging?.queues.close();
  data.close();
}

function deferred<Value>() {
  let resolve: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((settle) => (resolve = settle));
  return { promise, resolve };
}

async function refuseTypeErrors(project: Project): Promise<void> {
  const errors = await typecheck(project);
  if (errors)
    throw new UserError(`the program has type errors, and \`pulumi up\` would refuse it:\n${errors.trimEnd()}`);
}

/** Runs the program. Where it fails and has type errors too, those are the better message. */
async function load(project: Project, url: string, data: DataFolder, checkTypes: () => Promise<void>): Promise<Graph> {
  const request = { project, endpoint: url, secretKey: data.secret("program") };
  try {
    return await recallProgram(request, { AWS_ENDPOINT_PUBLIC: publicUrl(url, process.env) ?? url }, data);
  } catch (error) {
    await checkTypes();
    throw error;
  }
}

/** Stops listening, and ends the connections that are still open. */
async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
