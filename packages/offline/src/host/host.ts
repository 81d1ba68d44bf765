import { createHmac } from "node:crypto";
import type { Clock } from "../clock";
import { systemClock } from "../clock";
import { UserError } from "../errors";
import type { Graph } from "../graph/graph";
import { bind } from "../graph/placeholders";
import { tellUnknown } from "../graph/unknown";
import { type Project, readProject } from "../program/project";
import { recallProgram } from "../program/recording";
import { typecheck } from "../program/typecheck";
import { Activity } from "../protocol/activity";
import type { AwsRequest } from "../protocol/service";
import { services } from "../services";
import type { BannerBlock, ServiceSettings } from "../services/module";
import type { SiteAddress } from "../services/sites";
import { DataFolder } from "../storage/data-folder";
import { portOf, publicUrl, urlOf } from "./addresses";
import { Closing } from "./closing";
import type { Patience } from "./connections";
import { knownHosts } from "./known-hosts";
import { openServices } from "./open-services";
import type { Options } from "./options";
import { closePort, stopListening } from "./port";
import { listen, type Served } from "./server";
import { SitePorts } from "./sites";

export interface HostOptions extends Options, Omit<ServiceSettings, keyof Options> {
  /** Receives what functions log and what goes wrong inside the host, a line or more at a time. */
  log: (text: string) => void;
  /** Told what happens, from the start on; one of its own if undefined. */
  activity?: Activity;
  /** Whether the program's types are checked, as `pulumi up` would. Default true. */
  checkTypes?: boolean;
  /** How long it waits for slow clients. */
  patience?: Patience;
  /** The time that limits, queues, schedules and retries go by; the system's by default. */
  clock?: Clock;
}

/** A running host. */
export interface Host {
  /** Address of the port on this machine. */
  url: string;
  /** Where the program's sites are. */
  sites: SiteAddress[];
  /** What the program declares, with this host's addresses and secrets. */
  graph: Graph;
  /** What whoever asks for the host's own pages must know; a secret of its user. */
  token: string;
  /** What happens in it, from now on. */
  activity: Activity;
  /** What a person is told of its services. */
  banner: BannerBlock[];
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
  const closing = new Closing();
  const close = () => closing.close();
  try {
    return { ...(await start(options, project, closing)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(options: HostOptions, project: Project, closing: Closing): Promise<Omit<Host, "close">> {
  const opening = { repair: options.repair ?? false, report: options.log };
  const stores = services.map(({ name }) => name);
  const data = DataFolder.open(options.data, opening, stores);
  closing.add(() => data.close());
  const served = deferred<Served>();
  const onError = (error: unknown) => options.log(String(error instanceof Error ? error.stack : error));
  const server = await listen({ ...options, onError }, served.promise);
  closing.add(() => closePort(server));
  const url = urlOf(server, options.host);
  data.announce(url);
  const { activity = new Activity() } = options;
  const log = (text: string): void => {
    options.log(text);
    activity.tell({ kind: "notice", time: Date.now(), text });
  };

  const program = recallProgram(project, data);
  program.catch(() => undefined);
  // The services take a while to load; meanwhile the program's process loads Pulumi.
  for (const service of services) service.load?.();
  const recording = await program;
  // Not before: the check takes all the processor it can have, and the program's start is what people wait for.
  const typesChecked = options.checkTypes === false ? Promise.resolve() : refuseTypeErrors(project, data.path);
  // Whoever holds the host hears of it; until then it must not count as unhandled.
  typesChecked.catch(() => undefined);

  const sites = await SitePorts.open(recording, { ...options, onError, hostPort: portOf(server) }, closing);
  const publicEndpoint = publicUrl(url, process.env);
  const publicHost = publicEndpoint && new URL(publicEndpoint).host;
  const token = process.env.OFFLINE_TOKEN || data.token();
  const graph = bind(recording, {
    endpoint: url,
    publicEndpoint: publicEndpoint ?? url,
    sites: sites.bindings,
    places: Object.assign({}, ...services.map((service) => service.places?.(recording))),
    secretOf: (urn) => createHmac("sha256", data.secret("program")).update(urn).digest("hex"),
  });
  const unknown = tellUnknown(graph);
  if (unknown !== undefined) log(unknown);
  const opened = await openServices({
    ...{ graph, data, closing, log, activity, settings: options, packages: project.packages },
    clock: options.clock ?? systemClock,
    port: portOf(server),
    sites: sites.addresses,
    publicHost,
    serve: async (request: AwsRequest) => (await served.promise).endpoint.handle(request),
  });
  // The door opens last, and so closes first.
  const isKnownHost = knownHosts([options.host, publicHost]);
  served.resolve({ graph, project, token, activity, isKnownHost, ...opened });
  sites.open(opened.sites, options.host);
  closing.add(() => {
    stopListening(server);
    sites.stop();
  });
  const banner = [...sites.banner(graph), ...opened.banner(url)];
  return { url, sites: sites.addresses, graph, token, activity, banner, typesChecked };
}

function deferred<Value>() {
  let resolve: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((settle) => (resolve = settle));
  return { promise, resolve };
}

async function refuseTypeErrors(project: Project, data: string): Promise<void> {
  const errors = await typecheck(project, data);
  if (errors)
    throw new UserError(`the program has type errors, and \`pulumi up\` would refuse it:\n${errors.trimEnd()}`);
}
