import { inspect } from "node:util";
import type { Clock } from "../clock";
import { systemClock } from "../clock";
import type { Graph } from "../graph/graph";
import type { Progress } from "../program/messages";
import { Program } from "../program/program";
import { type Project, readProject } from "../program/project";
import { type RunningTime, uninterrupted } from "../running-time";
import { Activity } from "../protocol/activity";
import { services } from "../services";
import type { BannerBlock, ServiceSettings, Unserved } from "../services/module";
import type { SiteAddress } from "../services/sites";
import { DataFolder } from "../storage/data-folder";
import { portOf, publicUrl, urlOf } from "./addresses";
import { Closing } from "./closing";
import type { Patience } from "./connections";
import { Inspection } from "./inspection";
import type { Options } from "./options";
import { closePort, stopListening } from "./port";
import { Reloads } from "./reloads";
import { listen, type Served } from "./server";
import { Serving } from "./serving";
import { SitePorts } from "./sites";
import { Behind } from "./behind";
import { Watcher } from "./watcher";

export interface HostOptions extends Options, Omit<ServiceSettings, keyof Options> {
  /** Receives what functions log and what goes wrong inside the host, a line or more at a time. */
  log: (text: string) => void;
  /** Told what happens, from the start on; one of its own if undefined. */
  activity?: Activity;
  /** Whether the program's types are checked, as `pulumi up` would, and their errors told. Default true. */
  checkTypes?: boolean;
  /** Whether it runs again when its files change. Default false. */
  watch?: boolean;
  /** Told how far a run of the program has come. */
  onProgress?: (progress: Progress) => void;
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
  /** What of the program is not served, worst first. */
  unserved: Unserved[];
  /** Ends all parts. */
  close(): Promise<void>;
}

/**
 * Starts the host: listens, runs the program, starts the services, opens the door.
 *
 * @throws UserError for whatever the person at the keyboard can mend
 */
export async function startHost(options: HostOptions): Promise<Host> {
  const read = () => readProject(options.program, options.stack, options.config);
  const closing = new Closing();
  const close = () => closing.close();
  try {
    return Object.assign(await start(options, read, closing), { close });
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(options: HostOptions, read: () => Project, closing: Closing): Promise<Omit<Host, "close">> {
  const project = read();
  const running = await runningTime(options, closing);
  const opening = { repair: options.repair ?? false, report: options.log };
  const stores = services.map(({ name }) => name);
  const data = DataFolder.open(options.data, opening, stores, options.watch);
  closing.add(() => data.close());
  const behind = new Behind<Served>();
  const onError = (error: unknown) => options.log(inspect(error));
  const server = await listen({ ...options, onError }, behind);
  closing.add(() => closePort(server));
  const url = urlOf(server, options.host);
  data.announce(url);
  const { activity = new Activity() } = options;
  const log = (text: string): void => {
    options.log(text);
    activity.tell({ kind: "notice", time: Date.now(), text });
  };

  const program = new Program(read, data, options.onProgress);
  closing.add(() => program.end());
  const declared = program.recall();
  declared.catch(() => undefined);
  // The services take a while to load; meanwhile the program's process loads Pulumi.
  for (const service of services) service.load?.();
  const recording = await declared;

  const sites = new SitePorts({ ...options, onError, hostPort: portOf(server) });
  closing.add(() => sites.close());
  const token = process.env.OFFLINE_TOKEN || data.token();
  const serving = new Serving({
    ...{ data, url, token, activity, log, behind, sites, running, settings: options, project },
    clock: options.clock ?? systemClock,
    host: options.host,
    port: portOf(server),
    publicEndpoint: publicUrl(url, process.env),
  });
  closing.add(() => serving.close());
  await serving.serve(recording);
  // The door opened last, and so closes first.
  closing.add(() => {
    stopListening(server);
    sites.stop();
  });
  const onChange = (): void => reloads.note();
  const watcher = options.watch
    ? new Watcher({ folder: project.folder, data: data.path, onChange, onError })
    : undefined;
  const reloads = new Reloads({
    ...{ recording, activity, log, onError },
    run: async () => {
      const declared = await program.run();
      watcher?.add(program.shipped);
      return declared;
    },
    serve: (next) => serving.serve(next),
    check: () => program.checkTypes(),
  });
  closing.add(() => reloads.close());
  closing.add(() => program.end());
  closing.add(() => watcher?.close());
  if (watcher) watchProgram(program, watcher, reloads).catch(onError);
  else program.rest();
  // To know whether they have been checked, all files are looked at once more: whoever waits for the host hears first.
  if (options.checkTypes !== false) setImmediate(() => reloads.checkTypes());
  return {
    ...{ url, token, activity },
    get sites() {
      return sites.addresses;
    },
    get graph() {
      return serving.graph;
    },
    get banner() {
      return serving.banner;
    },
    get unserved() {
      return serving.unserved;
    },
  };
}

/** Has a program run again when its files change. Nobody waits until it is watched. */
async function watchProgram(program: Program, watcher: Watcher, reloads: Reloads): Promise<void> {
  watcher.add(program.shipped);
  await watcher.ready;
  // What changed before was not seen.
  if (program.hasChanged) reloads.note();
  await program.prepare();
}

async function runningTime({ inspect }: HostOptions, closing: Closing): Promise<RunningTime> {
  if (inspect === undefined) return uninterrupted;
  const inspection = await Inspection.open(inspect);
  closing.add(() => inspection.close());
  return inspection;
}
