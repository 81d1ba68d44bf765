import type { IncomingMessage, Server } from "node:http";
import { hasCode, UserError } from "../errors";
import type { Graph } from "../graph/graph";
import type { SiteBinding } from "../graph/placeholders";
import type { AwsRequest } from "../protocol/service";
import { services } from "../services";
import type { BannerBlock } from "../services/module";
import type { DeclaredSite, SiteAddress, SiteDoor } from "../services/sites";
import { forwardedUrl, portOf, urlOf } from "./addresses";
import { headersOf, send, sendStream, split, unknownHost } from "./answer";
import { addressInUrl, addresseeOf, knownHosts } from "./known-hosts";
import { closePort, type Door, explainPort, openPort, type PortOptions, stopListening } from "./port";
import { Behind } from "./behind";
import type { Traffic } from "../traffic";
import { withoutTokens } from "./trust";

/** How to listen for sites. */
export interface SitePortsOptions extends Omit<PortOptions, "port"> {
  /** TCP port of the first; 0 takes a free one, undefined the next free one after the host's. */
  sitePort?: number;
  /** TCP port of the host. */
  hostPort: number;
}

/** The sites that a program declares, in the order of the services; those that come last behind the others. */
const sitesOf = (graph: Graph): DeclaredSite[] =>
  services
    .flatMap((service) => service.sites?.(graph) ?? [])
    .sort((a, b) => Number(a.signsIn ?? false) - Number(b.signsIn ?? false));

/** A site and the port that it has. */
interface Listening {
  site: DeclaredSite;
  server: Server;
  address: SiteAddress;
}

/** The ports of a program's sites. */
export class SitePorts {
  /** In the order of the sites. */
  private listening: Listening[] = [];
  private readonly behind = new Behind<ServedSites>();

  constructor(private readonly options: SitePortsOptions) {}

  /** Where the sites are. */
  get addresses(): SiteAddress[] {
    return this.listening.map(({ address }) => address);
  }

  /** The sites with their addresses, for a recording to be bound to. */
  get bindings(): SiteBinding[] {
    return this.listening.map(({ site, address: { url } }) => ({
      url,
      hosts: site.hosts,
      domains: site.domains ?? [],
    }));
  }

  /**
   * Listens for the sites of a recording, each on a port of its own, which it keeps while it is declared. Requests wait
   * until the doors are opened.
   *
   * @throws UserError if an address cannot be had
   */
  async listenFor(recording: Graph): Promise<void> {
    this.behind.hold();
    const former = this.listening;
    const opened: Listening[] = [];
    const find = (urn: string) => former.find(({ address }) => address.urn === urn);
    const sites = sitesOf(recording);
    try {
      for (const site of sites) if (!find(site.urn)) opened.push(await this.listen(site, [...former, ...opened]));
    } catch (error) {
      for (const { server } of opened) stopListening(server);
      throw error;
    }
    this.listening = sites.flatMap((site) => {
      const known = find(site.urn) ?? opened.find(({ address }) => address.urn === site.urn);
      return known ? [{ ...known, site }] : [];
    });
    for (const { server, address } of former) if (!this.addresses.includes(address)) stopListening(server);
  }

  /** Opens the doors. */
  open(doors: Record<string, SiteDoor>, requests: Traffic): void {
    const names = this.addresses.map(({ url }) => new URL(url).host);
    this.behind.open({ doors, isKnownHost: knownHosts([this.options.host, ...names]), requests });
  }

  /** Takes no more connections, and ends those that there are. */
  stop(): void {
    for (const { server } of this.listening) stopListening(server);
  }

  /** Returns when the ports are free again. */
  async close(): Promise<void> {
    await Promise.all(this.listening.map(({ server }) => closePort(server)));
  }

  /** @param others those that have ports already: it gets the next one after them */
  private async listen(site: DeclaredSite, others: Listening[]): Promise<Listening> {
    const { sitePort, hostPort, ...options } = this.options;
    const last = Math.max(0, ...others.map(({ server }) => portOf(server)));
    const isAsked = others.length === 0 && sitePort !== undefined;
    const port = others.length > 0 ? last + 1 : (sitePort ?? hostPort + 1);
    const { urn, name, signsIn } = site;
    const server = await openFrom({ ...options, port }, isAsked, doorTo(urn, this.behind));
    const localUrl = urlOf(server, options.host);
    const url = forwardedUrl(localUrl, process.env) ?? localUrl;
    return { site, server, address: { urn, name, signsIn, url, localUrl } };
  }

  /** What the banner says of them: the address first, then the program's name for what is there, and its kind. */
  banner({ resources }: Graph): BannerBlock[] {
    if (this.listening.length === 0) return [];
    const typeOf = (urn: string): string => resources.find((resource) => resource.urn === urn)?.type ?? "";
    const rows = this.addresses.map(({ url, name, urn }) => [url, name, words(typeOf(urn).split(":").at(-1) ?? "")]);
    return [{ heading: "Sites", rows }];
  }
}

/** What the ports serve once the program is loaded. */
interface ServedSites {
  /** By the URNs of the sites' resources. */
  doors: Record<string, SiteDoor>;
  /** Whether a request is addressed to a name that a site is known by. */
  isKnownHost: (message: IncomingMessage) => boolean;
  /** Counts what is under way. */
  requests: Traffic;
}

/** Opens a port, or the next one that is free. A port that somebody has asked for is that one or none. */
async function openFrom(options: PortOptions, isAsked: boolean, door: Door): Promise<Server> {
  for (let { port } = options; port <= 65_535; port++) {
    try {
      return await openPort({ ...options, port }, door);
    } catch (error) {
      if (isAsked || !hasCode(error, "EADDRINUSE")) throw explainPort(error, { ...options, port }, "--site-port");
    }
  }
  throw new UserError(`no port from ${options.port} on is free for a site; choose another with --site-port`);
}

const doorTo = (urn: string, behind: Behind<ServedSites>): Door => ({
  async serve(message, response, patience) {
    const { doors, isKnownHost, requests } = behind.now ?? (await behind.parts);
    if (!isKnownHost(message)) return send(response, unknownHost(addresseeOf(message)), patience);
    const door = doors[urn];
    if (!door) throw new Error(`no service serves the site ${urn}`);
    const viewer = { ip: addressOf(message), httpVersion: message.httpVersion };
    await requests.during(async () => sendStream(response, await door.handle(requestOf(message), viewer), patience));
  },
  refusesBody: () => false,
  refuse: async () => undefined,
});

/** An address as sockets have it, without the prefix of IPv4 in IPv6. */
const addressOf = ({ socket }: IncomingMessage): string =>
  addressInUrl(socket.remoteAddress ?? "").replace(/^\[(.*)\]$/, "$1");

/** A site learns no token of the host's own pages: browsers send one port's cookies to all. */
function requestOf(message: IncomingMessage): AwsRequest {
  const [path, query] = split(message.url ?? "/");
  const { cookie, ...headers } = headersOf(message);
  const kept = withoutTokens(cookie);
  return {
    ...{ method: message.method ?? "GET", path, query, body: message },
    headers: kept === "" ? headers : { ...headers, cookie: kept },
  };
}

/** What a site is, by the name of its type: such as `BucketWebsiteConfiguration`, a bucket website. */
const words = (type: string): string =>
  type
    .replace(/(Configuration)?(V2)?$/, "")
    .replace(/(?<=[a-z])(?=[A-Z])/g, " ")
    .toLowerCase();
