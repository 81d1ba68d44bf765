import { type Graph, inRegion, regionOf } from "../graph/graph";
import { AwsError, type AwsService, type Call } from "../protocol/service";
import { refusal } from "../protocol/signature/refusals";
import type { StoreFolder } from "../storage/store-folder";
import type { OpenService, ServiceContext, ServiceModule } from "./module";

/** What a service works with in one region. */
export interface RegionContext extends Omit<ServiceContext, "data"> {
  data: StoreFolder;
}

/** A service that knows one region: what is in its graph is all that there is. */
export interface RegionalModule extends Omit<ServiceModule, "open"> {
  open(graph: Graph, context: RegionContext): OpenService | Promise<OpenService>;
}

/** What may be a region, and so a folder's name. */
const regionName = /^[a-z]{2,4}(-[a-z]{1,12}){1,3}-\d{1,2}$/;

/**
 * The service in all regions, each of which has resources and data of its own. A request is for the region that it is
 * signed for.
 *
 * The program's own region keeps its data where it has always been, and alone has pages of the host's own. Another one
 * opens with the host where the program declares resources of the service there; else when it is first asked.
 */
export const regional = (module: RegionalModule): ServiceModule => ({
  ...module,
  async open(graph, context) {
    const regions = new Regions(module, graph, context);
    await regions.openKnown();
    return regions.service();
  },
});

class Regions {
  private readonly byName = new Map<string, Promise<OpenService>>();
  private readonly opened: OpenService[] = [];
  private isStarted = false;
  private isClosed = false;

  constructor(
    private readonly module: RegionalModule,
    private readonly graph: Graph,
    private readonly context: ServiceContext,
  ) {}

  /** @throws UserError as the service does; what was open already has ended then */
  async openKnown(): Promise<void> {
    const { graph, module } = this;
    const declared = graph.resources.filter(({ type }) => Object.hasOwn(module.resources, type));
    const names = new Set([graph.region, ...declared.map((resource) => regionOf(graph, resource))]);
    try {
      for (const name of names) await this.open(name);
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  service(): OpenService {
    const [home] = this.opened;
    const aws = home?.aws;
    return {
      ...home,
      aws: aws && this.inAll(aws),
      unserved: this.opened.flatMap(({ unserved = [] }) => unserved),
      accepts: Object.assign({}, ...this.opened.map(({ accepts }) => accepts)),
      start: async () => {
        this.isStarted = true;
        for (const service of this.opened) await service.start?.();
      },
      hurry: () => this.opened.forEach((service) => service.hurry?.()),
      close: () => this.close(),
    };
  }

  /** The program's region serves what is asked of no region. */
  private inAll(home: AwsService): AwsService {
    const handle = async (call: Call) => {
      const { region = this.graph.region } = call;
      if (region === this.graph.region) return home.handle(call);
      const { aws } = await this.open(region);
      return (aws ?? home).handle(call);
    };
    return { ...home, handle };
  }

  private open(name: string): Promise<OpenService> {
    const known = this.byName.get(name);
    if (known) return known;
    const opening = this.openNow(name);
    this.byName.set(name, opening);
    // What could not be opened is tried again.
    opening.catch(() => this.byName.delete(name));
    return opening;
  }

  private async openNow(name: string): Promise<OpenService> {
    const { graph, context, module } = this;
    if (this.isClosed) throw new AwsError("ServiceUnavailable", "the host is closing", 503);
    const isOwn = name === graph.region;
    if (!isOwn && !regionName.test(name))
      throw refusal(module.name, "scope", `Credential should be scoped to a valid region, not '${name}'.`);
    const data = isOwn ? context.data : context.data.inRegion(name);
    const service = await module.open(inRegion(graph, name), { ...context, data });
    this.opened.push(service);
    if (!this.isStarted) return service;
    // Nobody was there to ask it for what it takes.
    for (const [prefix, target] of Object.entries(service.accepts ?? {})) context.targets.add(prefix, target);
    await service.start?.();
    return service;
  }

  private async close(): Promise<void> {
    this.isClosed = true;
    await Promise.allSettled(this.byName.values());
    for (const service of this.opened.toReversed()) await service.close?.();
  }
}
