import { portOf, publicUrl, urlOf } from "./addresses";
import type { AwsRequest } from "../protocol/service";
import type * as AwsServices from "../services";
import type { Faults } from "../services/dynamodb";
import type { Clock } from "../clock";
import type { Patience } from "./connections";
import { DataFolder } from "../storage/data-folder";
import { UserError } from "../errors";
import { Quotas } from "../services/apigateway/quota";
import type { Stage } from "../services/apigateway/stage";
import type { LambdaFunction } from "../services/lambda/function";
import type { Options } from "./options";
import { openParts } from "./parts";
import { recallProgram } from "../program/cache";
import type { Graph } from "../graph/graph";
import { type Project, readProject } from "../program/project";
import { typecheck } from "../program/typecheck";
import { end, type Running } from "./running";
import type { Schedules } from "../services/events/schedules";
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
  const data = DataFolder.open(options.data, { repair: options.repair ?? false, report: options.log });
  const running: Running = { data, quotas: openQuotas(data) };
  const close = () => end(running);
  try {
    return { ...(await start(options, project, running)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function openQuotas(data: DataFolder): Quotas {
  try {
    return new Quotas(data);
  } catch (error) {
    data.close();
    throw error;
  }
}

/** Listens, has the program run, and opens what it declares. */
async function start(options: HostOptions, project: Project, running: Running): Promise<Omit<Host, "close">> {
  const parts = deferred<Parts>();
  const onError = (error: unknown) => options.log(String(error instanceof Error ? error.stack : error));
  const server = (running.server = await listen({ ...options, onError }, parts.promise));
  const url = urlOf(server, options.host);
  const checkTypes = options.checkTypes === false ? () => Promise.resolve() : () => refuseTypeErrors(project);
  const program = load(project, url, running.data, checkTypes);
  program.catch(() => undefined);
  // The services take a while to load; meanwhile the program's process loads Pulumi.
  const { openServices }: typeof AwsServices = require("../services");
  const graph = await program;
  // Not before: the check takes all the processor it can have, and the program's start is what people wait for.
  const typesChecked = checkTypes();
  // Whoever holds the host hears of it; until then it must not count as unhandled.
  typesChecked.catch(() => undefined);
  const serve = async (request: AwsRequest) => (await parts.promise).endpoint.handle(request);
  const loaded = { graph, url, port: portOf(server), packages: project.packages, openServices, serve };
  const opened = await openParts(options, loaded, running);
  const { pool, messaging, stages, schedules } = opened;
  parts.resolve({ graph, ...opened });
  await messaging.asynchronous.resume();
  schedules.start();
  return { url, graph, stages: [...stages.values()], functions: pool.functions(), schedules, typesChecked };
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
