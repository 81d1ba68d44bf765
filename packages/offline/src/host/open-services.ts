import type { Graph } from "../graph/graph";
import { AccessControl } from "../protocol/access-control";
import { Endpoint } from "../protocol/endpoint";
import type { AwsService } from "../protocol/service";
import { Identities } from "../protocol/identities";
import { Metrics } from "../protocol/metrics";
import { Targets } from "../protocol/targets";
import { services } from "../services";
import type { BannerBlock, HttpDoor, OpenService, Page, ServiceContext, UnsignedDoor } from "../services/module";
import type { Origin, SiteDoor } from "../services/sites";
import type { Closing } from "./closing";

/** What the host makes of all services together. */
export interface OpenServices {
  /** What the endpoint serves. */
  aws: AwsService[];
  endpoint: Endpoint;
  /** What serves unsigned requests, each with the service that it belongs to. */
  unsigned: { door: UnsignedDoor; service: OpenService }[];
  http: HttpDoor[];
  pages: Record<string, Page>;
  /** What serves sites, by the URNs of their resources. */
  sites: Record<string, SiteDoor>;
  banner(url: string): BannerBlock[];
}

export interface OpenServicesOptions extends Omit<
  ServiceContext,
  "identities" | "accessControl" | "targets" | "metrics" | "origins"
> {
  graph: Graph;
  /** The name by which people reach the endpoint through a proxy, if they do. */
  publicHost: string | undefined;
  /** Whose services' ends are noted. */
  closing: Closing;
}

/**
 * Opens all services, and has them begin when all are open.
 *
 * @throws UserError for what the program declares and AWS would refuse, or what the data folder does not fit
 */
export async function openServices({
  graph,
  publicHost,
  closing,
  ...rest
}: OpenServicesOptions): Promise<OpenServices> {
  const identities = new Identities(graph, rest.data, process.env);
  const policies = services.flatMap((service) => service.policies?.(graph) ?? []);
  const accessControl = new AccessControl(graph, policies, rest.log);
  const targets = new Targets();
  const metrics = new Metrics(rest.clock);
  const origins: Origin[] = [];
  const context: ServiceContext = { ...rest, identities, accessControl, targets, metrics, origins };
  const open: OpenService[] = [];
  for (const service of services) {
    const opened = await service.open(graph, context);
    closing.add(() => opened.close?.());
    for (const [prefix, target] of Object.entries(opened.accepts ?? {})) targets.add(prefix, target);
    if (opened.origin) origins.push(opened.origin);
    open.push(opened);
  }
  for (const service of open) await service.start?.();
  const aws = open.flatMap((service) => service.aws ?? []);
  return {
    aws,
    endpoint: new Endpoint({ services: aws, identities, accessControl, activity: rest.activity, publicHost }),
    unsigned: open.flatMap((service) => (service.unsigned ? [{ door: service.unsigned, service }] : [])),
    http: open.flatMap(({ http }) => http ?? []),
    pages: Object.assign({}, ...open.map(({ pages }) => pages)),
    sites: Object.assign({}, ...open.map(({ sites }) => sites)),
    banner: (url) => open.flatMap((service) => service.banner?.(url) ?? []),
  };
}
