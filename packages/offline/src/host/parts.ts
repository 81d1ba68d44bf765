import { publicUrl } from "./addresses";
import { Endpoint } from "../protocol/endpoint";
import { Identities } from "../protocol/identities";
import { Judge } from "../protocol/judge";
import type { openServices } from "../services";
import { groupsOf } from "../services/logs/declared";
import { LogDelivery } from "../services/logs/delivery";
import { LogStore } from "../services/logs/store/store";
import { systemClock } from "../clock";
import type { Stage } from "../services/apigateway/stage";
import { stagesOf } from "../services/apigateway/stages";
import type { HostOptions } from "./host";
import { functionsOf } from "../services/lambda/function";
import { Pool, type PoolOptions } from "../services/lambda/pool";
import { variablesOf } from "../services/lambda/variables";
import { type Messaging, openMessaging } from "../services/messaging";
import type { Graph } from "../graph/graph";
import type { Running } from "./running";
import { schedulesOf } from "../services/events/declared";
import { Handover } from "../services/events/handover";
import { Schedules } from "../services/events/schedules";

/** What there is once the program has run. */
export interface Loaded {
  graph: Graph;
  /** Address of the port on this machine. */
  url: string;
  port: number;
  /** The `node_modules` folder that the packages of Lambda's runtime are taken from. */
  packages: string;
  openServices: typeof openServices;
  /** Serves the AWS requests of functions, as soon as the endpoint is there. */
  serve: PoolOptions["serve"];
}

/** What brings a program's resources to life. */
export interface Opened {
  pool: Pool;
  messaging: Messaging;
  endpoint: Endpoint;
  /** By `restApiId/stageName`. */
  stages: Map<string, Stage>;
  schedules: Schedules;
}

/** Opens the parts in order, and leaves each among those that run. */
export async function openParts(options: HostOptions, loaded: Loaded, running: Running): Promise<Opened> {
  const { clock = systemClock, log } = options;
  const { graph, url } = loaded;
  const { data, quotas } = running;
  const identities = new Identities(graph, data, process.env);
  const judge = new Judge(graph, log);
  const kept = { directory: data.directory("logs"), opening: data.opening };
  const logs = new LogStore({ ...kept, declared: groupsOf(graph), report: log });
  const delivery = new LogDelivery({ store: logs, location: graph, identities, judge, report: log });
  const pool = (running.pool = openPool(options, loaded, identities, delivery));
  const messaging = (running.messaging = openMessaging({ ...options, graph, data, pool, identities, judge, clock }));
  const services = await loaded.openServices({ ...options, ...messaging, graph, data, pool, clock, logs });
  const publicAddress = publicUrl(url, process.env);
  const publicHost = publicAddress && new URL(publicAddress).host;
  const endpoint = (running.endpoint = new Endpoint(services, identities, judge, publicHost));
  const stages = stagesOf({ ...options, graph, pool, quotas, now: () => clock.now() });
  const handover = new Handover({ ...messaging, pool, log });
  const declared = schedulesOf(graph, clock.now());
  const schedules = (running.schedules = new Schedules({ schedules: declared, handover, clock, location: graph, log }));
  return { pool, messaging, endpoint, stages, schedules };
}

const openPool = (
  { log, maxEnvironments }: HostOptions,
  { graph, port, packages, serve }: Loaded,
  identities: Identities,
  delivery: LogDelivery,
): Pool =>
  new Pool({
    functions: functionsOf(graph),
    packages,
    maxEnvironments,
    serve,
    variablesOf: (lambda) => variablesOf(lambda, graph.region, identities.ofRole(lambda.roleArn), port),
    openLog: (lambda, logStreamName) => delivery.open(lambda, logStreamName),
    onLog: (name, requestId, level, text) =>
      log(`[${name}${requestId && ` ${requestId}`}] ${level === "info" ? "" : `${level}: `}${text}`),
  });
