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
import type { Closing } from "./closing";
import { addressInUrl, addresseeOf, knownHosts } from "./known-hosts";
import { closePort, type Door, explainPort, openPort, type PortOptions, stopListening } from "./port";
import { withoutTokens } from "./trust";

/** How to listen for sites. */
export interface SitePortsOptions extends Omit<PortOptions, "port"> {
  /** TCP port of the first; 0 takes a free one, undefined the next free one after the host's. */
  sitePort?: number;
  /** TCP port of the host. */
  hostPort: number;
}

/** The sites that a program declares, in the order of the services. */
const sitesOf = (graph: Graph): DeclaredSite[] => services.flatMap((service) => service.sites?.(graph) ?? []);

/** The ports of a program's sites. */
export class SitePorts {
  /** Where the sites are. */
  readonly addresses: SiteAddress[] = [];
  private readonly servers: Server[] = [];
  private serve: (parts: ServedSites) => void = () => undefined;

  private constructor(private readonly declared: readonly DeclaredSite[]) {}

  /**
   * Listens for the sites of a recording, each on a port of its own. Requests that come before the doors are there wait
   * for them.
   *
   * @throws UserError if an address cannot be had
   */
  static async open(
    recording: Graph,
    { sitePort, hostPort, ...options }: SitePortsOptions,
    closing: Closing,
  ): Promise<SitePorts> {
    const ports = new SitePorts(sitesOf(recording));
    const parts = new Promise<ServedSites>((resolve) => (ports.serve = resolve));
    let port = sitePort ?? hostPort + 1;
    for (const [index, { urn, name }] of ports.declared.entries()) {
      const isAsked = index === 0 && sitePort !== undefined;
      const server = await openFrom({ ...options, port }, isAsked, doorTo(urn, parts));
      closing.add(() => closePort(server));
      ports.servers.push(server);
      const localUrl = urlOf(server, options.host);
      ports.addresses.push({ urn, name, url: forwardedUrl(localUrl, process.env) ?? localUrl, localUrl });
      port = portOf(server) + 1;
    }
    return ports;
  }

  /** The sites with their addresses, for a recording to be bound to. */
  get bindings(): SiteBinding[] {
    return this.addresses.flatMap(({ urn, url }) => {
      const site = this.declared.find((one) => one.urn === urn);
      return site ? [{ url, hosts: site.hosts, domains: site.domains ?? [] }] : [];
    });
  }

  /**
   * Opens the doors.
   *
   * @param host the address that is listened on
   */
  open(doors: Record<string, SiteDoor>, host: string): void {
    const names = this.addresses.map(({ url }) => new URL(url).host);
    this.serve({ doors, isKnownHost: knownHosts([host, ...names]) });
  }

  /** Takes no more connections, and ends those that there are. */
  stop(): void {
    for (const server of this.servers) stopListening(server);
  }

  /** What the banner says of them: the address first, then the program's name for what is there, and its kind. */
  banner({ resources }: Graph): BannerBlock[] {
    if (this.addresses.length === 0) return [];
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

const doorTo = (urn: string, parts: Promise<ServedSites>): Door => ({
  async serve(message, response, patience) {
    const { doors, isKnownHost } = await parts;
    if (!isKnownHost(message)) return send(response, unknownHost(addresseeOf(message)), patience);
    const door = doors[urn];
    if (!door) throw new Error(`no service serves the site ${urn}`);
    const viewer = { ip: addressOf(message), httpVersion: message.httpVersion };
    await sendStream(response, await door.handle(requestOf(message), viewer), patience);
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
