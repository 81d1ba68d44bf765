import { createHmac } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import type { Clock } from "../clock";
import type { Graph } from "../graph/graph";
import { bind } from "../graph/placeholders";
import { tellUnknown } from "../graph/unknown";
import { tellUnknownPolicies } from "../protocol/attached-policies";
import type { Project } from "../program/project";
import type { Activity } from "../protocol/activity";
import { Metrics } from "../protocol/metrics";
import type { AwsRequest, AwsResponse } from "../protocol/service";
import { scopeOf } from "../protocol/signature/scope";
import { Targets } from "../protocol/targets";
import type { RunningTime } from "../running-time";
import { isKnownType, services } from "../services";
import type { BannerBlock, ServiceSettings, Unserved } from "../services/module";
import type { DataFolder } from "../storage/data-folder";
import { knownHosts } from "./known-hosts";
import { type OpenServices, openServices } from "./open-services";
import { type Served, unsignedAnswer } from "./server";
import type { SitePorts } from "./sites";
import type { Behind } from "./behind";
import { Traffic } from "../traffic";

export interface ServingOptions {
  data: DataFolder;
  clock: Clock;
  settings: ServiceSettings;
  project: Project;
  /** The time that limits of functions go by. */
  running: RunningTime;
  /** The address that is listened on, and the TCP port. */
  host: string;
  port: number;
  /** Address of the port on this machine. */
  url: string;
  /** Address by which people elsewhere reach it, if they do. */
  publicEndpoint: string | undefined;
  /** What whoever asks for the host's own pages must know. */
  token: string;
  activity: Activity;
  log: (text: string) => void;
  /** What stands behind the port, and what is behind the sites' own. */
  behind: Behind<Served>;
  sites: SitePorts;
}

/** A recording that is served. */
interface Home {
  recording: Graph;
  /** The recording with this host's addresses and secrets. */
  graph: Graph;
  services: OpenServices;
  requests: Traffic;
  calls: Traffic;
  hasMadeWay: boolean;
}

/** Calls to services are over in milliseconds; this is for bodies that come slowly. */
const patienceWithCalls = 2_000;

/**
 * Serves a program, and after it the program that it becomes: with the same data, at the same address. Requests of APIs that
 * have come go on with the functions and the rules that there were; those that come meanwhile wait for the others.
 */
export class Serving {
  private readonly targets = new Targets();
  private readonly metrics: Metrics;
  private home?: Home;
  /** Those that were, until nothing is under way there any more. */
  private readonly former = new Set<Home>();

  constructor(private readonly options: ServingOptions) {
    this.metrics = new Metrics(options.clock);
  }

  /** What is served, with this host's addresses and secrets. */
  get graph(): Graph {
    return this.present.graph;
  }

  /** What a person is told of the services. */
  get banner(): BannerBlock[] {
    const { graph, services: open } = this.present;
    return [...this.options.sites.banner(graph), ...open.banner(this.options.url)];
  }

  /** What of the program is not served, worst first. */
  get unserved(): Unserved[] {
    return [...this.present.services.unserved].sort((a, b) => Number(b.breaks) - Number(a.breaks));
  }

  private get present(): Home {
    if (!this.home) throw new Error("nothing is served yet");
    return this.home;
  }

  /**
   * Serves a recording in the place of what is served, if anything is.
   *
   * @throws UserError for what AWS would refuse, or what the data does not fit; what was served is served on
   */
  async serve(recording: Graph): Promise<void> {
    const { behind, sites } = this.options;
    const before = this.home;
    behind.hold();
    try {
      await sites.listenFor(recording);
      if (before) await this.leave(before);
      this.open(await this.opened(recording, before?.services));
      if (before) this.tellNew(before.services.unserved);
    } catch (error) {
      if (before) await this.restore(before).catch(cannotGoOn);
      throw error;
    }
  }

  /** Says what the program has become that is not served, and was not there before. */
  private tellNew(before: readonly Unserved[]): void {
    const known = new Set(before.map(({ text }) => text));
    for (const { text } of this.unserved) if (!known.has(text)) this.options.log(text);
  }

  async close(): Promise<void> {
    for (const { services: open } of this.former) await open.close();
    await this.home?.services.close();
  }

  /** Has a program make way for another one. */
  private async leave(home: Home): Promise<void> {
    home.services.hurry();
    await Promise.race([home.calls.over(), setTimeout(patienceWithCalls, undefined, { ref: false })]);
    this.targets.beginChange();
    const letGo = this.metrics.change();
    this.former.add(home);
    home.hasMadeWay = true;
    await home.services.makeWay();
    void home.requests.over().then(async () => {
      if (!this.former.delete(home)) return;
      await home.services.close();
      letGo();
    });
  }

  /** Serves again what was served before. */
  private async restore(home: Home): Promise<void> {
    await this.options.sites.listenFor(home.recording);
    // Unless it has made way, it has only been held.
    if (!home.hasMadeWay) return this.open(home);
    this.targets.beginChange();
    this.metrics.change()();
    this.open(await this.opened(home.recording, home.services));
  }

  private async opened(recording: Graph, before?: OpenServices): Promise<Home> {
    const { data, url, publicEndpoint, sites, log, settings, ...options } = this.options;
    const graph = bind(recording, {
      endpoint: url,
      publicEndpoint: publicEndpoint ?? url,
      sites: sites.bindings,
      places: Object.assign({}, ...services.map((service) => service.places?.(recording))),
      secretOf: (urn) => createHmac("sha256", data.secret("program")).update(urn).digest("hex"),
    });
    const unknown = tellUnknown(graph, isKnownType);
    if (unknown !== undefined) log(unknown);
    const policies = tellUnknownPolicies(graph);
    if (policies !== undefined) log(policies);
    for (const text of graph.madeUp ?? []) log(text);
    const open = await openServices({
      ...{ graph, data, log, settings, before },
      ...{ targets: this.targets, metrics: this.metrics },
      ...{ clock: options.clock, activity: options.activity, running: options.running, port: options.port },
      ...{ packages: options.project.packages, folder: options.project.folder },
      sites: sites.addresses,
      publicHost: hostOf(publicEndpoint),
      serve: (request: AwsRequest) => this.serveCall(request),
    });
    return { recording, graph, services: open, requests: new Traffic(), calls: new Traffic(), hasMadeWay: false };
  }

  private open(home: Home): void {
    const { behind, sites, host, publicEndpoint, token, project, activity } = this.options;
    const { graph, services: open, requests, calls } = home;
    this.home = home;
    const isKnownHost = knownHosts([host, hostOf(publicEndpoint)]);
    behind.open({ graph, project, token, activity, isKnownHost, requests, calls, ...open });
    sites.open(open.sites, requests);
  }

  /** Serves a call of a function; clients leave some unsigned, such as a sign-in. */
  private async serveCall(request: AwsRequest): Promise<AwsResponse> {
    const { behind } = this.options;
    const served = behind.now ?? (await behind.parts);
    return served.calls.during(async () => {
      const unsigned = scopeOf(request) ? undefined : await unsignedAnswer(request, served);
      return unsigned ?? served.endpoint.handle(request);
    });
  }
}

/** Whatever it is, it is none of the program's faults: that was served before. */
function cannotGoOn(error: unknown): never {
  throw new Error("nothing is served any more, not even what was: stop the host and start it again", { cause: error });
}

const hostOf = (url: string | undefined): string | undefined => url && new URL(url).host;
