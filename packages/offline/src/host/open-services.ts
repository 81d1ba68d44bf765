import type { Graph } from "../graph/graph";
import { AccessControl } from "../protocol/access-control";
import { Endpoint } from "../protocol/endpoint";
import type { Firewall } from "../protocol/firewall";
import { jsonPage } from "../protocol/http-response";
import { Identities } from "../protocol/identities";
import type { Postbox } from "../protocol/mail";
import type { AwsService } from "../protocol/service";
import type { UserPool } from "../protocol/user-pools";
import { services } from "../services";
import type {
  BannerBlock,
  HttpDoor,
  OpenService,
  Page,
  ServiceContext,
  UnsignedDoor,
  UpgradeDoor,
  Unserved,
} from "../services/module";
import type { Origin, SiteDoor } from "../services/sites";
import { Closing } from "./closing";

/** What the host makes of all services together. */
export interface OpenServices {
  /** What the endpoint serves. */
  aws: AwsService[];
  endpoint: Endpoint;
  /** What serves unsigned requests, each with the service that it belongs to. */
  unsigned: { door: UnsignedDoor; service: OpenService }[];
  http: HttpDoor[];
  upgrades: UpgradeDoor[];
  pages: Record<string, Page>;
  /** What serves sites, by the URNs of their resources. */
  sites: Record<string, SiteDoor>;
  banner(url: string): BannerBlock[];
  /** What of the program they do not serve. */
  unserved: Unserved[];
  /** Has what waits for something to come wait no more. */
  hurry(): void;
  /** Leaves the data to others of the same services; what is under way goes on until {@link close}. */
  makeWay(): Promise<void>;
  /** Ends all services; what they have acknowledged is on disk. */
  close(): Promise<void>;
  /** By the names of the services, for those that come after them. */
  byName: ReadonlyMap<string, OpenService>;
}

export interface OpenServicesOptions extends Omit<
  ServiceContext,
  "identities" | "accessControl" | "origins" | "userPools" | "firewalls" | "mailbox"
> {
  graph: Graph;
  /** The name by which people reach the endpoint through a proxy, if they do. */
  publicHost: string | undefined;
  /** Those that have made way for these. */
  before?: Pick<OpenServices, "byName">;
}

/**
 * Opens all services, and has them begin when all are open.
 *
 * @throws UserError for what the program declares and AWS would refuse, or what the data folder does not fit; those that
 *   were open already have ended then
 */
export async function openServices({ graph, publicHost, before, ...rest }: OpenServicesOptions): Promise<OpenServices> {
  const identities = new Identities(graph, rest.data, process.env);
  const policies = services.flatMap((service) => service.policies?.(graph) ?? []);
  const accessControl = new AccessControl(graph, policies, rest.log);
  const origins: Origin[] = [];
  const userPools = new Map<string, UserPool>();
  const firewalls = new Map<string, Firewall>();
  const mailbox: Postbox = { add: () => Promise.reject(new Error("no service has a mailbox")) };
  const context: ServiceContext = { ...rest, identities, accessControl, origins, userPools, firewalls, mailbox };
  const byName = new Map<string, OpenService>();
  let hasMadeWay = false;
  const makeWay = (): Promise<void> => {
    hasMadeWay = true;
    return inReverse(byName, (service) => (service.makeWay ? service.makeWay() : service.close?.()));
  };
  const close = (): Promise<void> =>
    inReverse(byName, (service) => (hasMadeWay && !service.makeWay ? undefined : service.close?.()));
  try {
    for (const service of services) {
      const opened = await service.open(graph, context, before?.byName.get(service.name));
      for (const [prefix, target] of Object.entries(opened.accepts ?? {})) rest.targets.add(prefix, target);
      if (opened.origin) origins.push(opened.origin);
      if (opened.mailbox) context.mailbox = opened.mailbox;
      for (const [arn, pool] of opened.userPools ?? []) userPools.set(arn, pool);
      for (const [arn, firewall] of opened.firewalls ?? []) firewalls.set(arn, firewall);
      byName.set(service.name, opened);
    }
    rest.targets.endChange();
    for (const service of byName.values()) await service.start?.();
  } catch (error) {
    // What those before have left goes back to them.
    await (before ? makeWay() : close());
    throw error;
  }
  const open = [...byName.values()];
  const aws = open.flatMap((service) => service.aws ?? []);
  return {
    aws,
    endpoint: new Endpoint({ services: aws, identities, accessControl, activity: rest.activity, publicHost }),
    unsigned: open.flatMap((service) => (service.unsigned ? [{ door: service.unsigned, service }] : [])),
    http: open.flatMap(({ http }) => http ?? []),
    upgrades: open.flatMap(({ upgrades }) => upgrades ?? []),
    pages: Object.assign({ apis: apisPage(open) }, ...open.map(({ pages }) => pages)),
    sites: Object.assign({}, ...open.map(({ sites }) => sites)),
    unserved: open.flatMap((service) => service.unserved ?? []),
    banner: (url) => open.flatMap((service) => service.banner?.(url) ?? []),
    hurry: () => open.forEach((service) => service.hurry?.()),
    makeWay,
    close,
    byName,
  };
}

/** The APIs of all services, for the console. */
const apisPage = (open: readonly OpenService[]): Page => ({
  method: "GET",
  handle: () =>
    jsonPage(
      200,
      open.flatMap((service) => service.apis?.() ?? []),
    ),
});

/** What calls ends before what it calls. */
async function inReverse(
  byName: ReadonlyMap<string, OpenService>,
  end: (service: OpenService) => void | Promise<void>,
): Promise<void> {
  const closing = new Closing();
  for (const service of byName.values()) closing.add(() => end(service));
  await closing.close();
}
