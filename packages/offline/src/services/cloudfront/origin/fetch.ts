import { Readable } from "node:stream";
import { sendTo, ServerTooSlow } from "../../../protocol/http-client";
import type { AwsRequest } from "../../../protocol/service";
import type { Origin, SiteAddress, SiteResponse } from "../../sites";
import type { Distribution } from "../distribution";
import type { DeclaredOrigin } from "./declared";

/** An origin's answer, to be read as it comes. */
export interface OriginAnswer extends SiteResponse {
  body: Readable;
}

/** An origin gave no answer: what viewers are told. */
export class OriginFailure extends Error {
  constructor(
    readonly status: 502 | 504,
    message: string,
  ) {
    super(message);
  }
}

export interface OriginsOptions {
  /** What is fetched from within the process. */
  origins: readonly Origin[];
  sites: readonly SiteAddress[];
  /** TCP port of the host. */
  port: number;
  /** Tells the person at the console. */
  log: (text: string) => void;
}

const loopback = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** The methods that are sent again to the next origin of a group. */
const repeatable = new Set(["GET", "HEAD", "OPTIONS"]);

/** Fetches from origins: those of this host within the process, and custom ones on this machine over HTTP. */
export class Origins {
  /** The hosts that have been named on the console. */
  private readonly told = new Set<string>();

  constructor(private readonly options: OriginsOptions) {}

  /**
   * Sends a request to an origin, or to the members of a group until one does not fail.
   *
   * @throws OriginFailure if there is no answer
   */
  async fetch(distribution: Distribution, originId: string, request: AwsRequest): Promise<OriginAnswer> {
    const origin = distribution.origins.get(originId);
    if (!origin) throw new OriginFailure(502, `The distribution has no origin ${originId}.`);
    if (!("members" in origin)) return this.ask(distribution, origin, request);
    const members = origin.members.flatMap((id) => {
      const member = distribution.origins.get(id);
      return member && !("members" in member) ? [member] : [];
    });
    const [first, ...others] = repeatable.has(request.method) ? members : members.slice(0, 1);
    if (!first) throw new OriginFailure(502, `The origin group ${originId} has no members.`);
    let answer = await this.attempt(distribution, first, request);
    for (const other of others) {
      if (!(answer instanceof OriginFailure) && !origin.statuses.has(answer.status)) break;
      if (answer instanceof OriginFailure && !origin.statuses.has(answer.status)) break;
      if (!(answer instanceof OriginFailure)) answer.body.destroy();
      answer = await this.attempt(distribution, other, request);
    }
    if (answer instanceof OriginFailure) throw answer;
    return answer;
  }

  private async attempt(
    distribution: Distribution,
    origin: DeclaredOrigin,
    request: AwsRequest,
  ): Promise<OriginAnswer | OriginFailure> {
    try {
      return await this.ask(distribution, origin, request);
    } catch (error) {
      if (error instanceof OriginFailure) return error;
      throw error;
    }
  }

  private async ask(distribution: Distribution, origin: DeclaredOrigin, request: AwsRequest): Promise<OriginAnswer> {
    const headers: Record<string, string> = {
      ...request.headers,
      host: request.headers.host ?? origin.domain,
      ...origin.headers,
    };
    // S3 looks at every header that begins so, and makes nothing of this one.
    if (!origin.custom) delete headers["x-amz-cf-id"];
    const sent: AwsRequest = { ...request, headers, path: origin.path + request.path };
    const { hostname, port } = partsOf(origin.domain);
    const isOurs = port === undefined || Number(port) === this.options.port;
    const inProcess = isOurs && !isElsewhere(origin, hostname) ? this.owner(hostname) : undefined;
    if (!inProcess) return this.send(origin, sent);
    const isSigned = origin.signing === "always" || (origin.signing === "unless signed" && !headers.authorization);
    const signer = origin.identity ?? { service: "cloudfront.amazonaws.com", sourceArn: distribution.arn };
    const answer = await inProcess.handle(sent, isSigned ? signer : undefined);
    if (answer.body instanceof Readable) return { ...answer, body: answer.body };
    const content = Buffer.from(answer.body);
    const length = { "content-length": String(content.length), ...answer.headers };
    return { ...answer, headers: length, body: Readable.from(content.length === 0 ? [] : [content]) };
  }

  private owner(hostname: string): Origin | undefined {
    return this.options.origins.find((one) => one.owns(hostname));
  }

  /** Sends over HTTP; only within this machine. */
  private async send(origin: DeclaredOrigin, request: AwsRequest): Promise<OriginAnswer> {
    const base = this.baseOf(origin);
    if (base === undefined) {
      this.tell(origin.domain);
      throw new OriginFailure(502, `CloudFront wasn't able to resolve the origin domain name ${origin.domain}.`);
    }
    try {
      return await sendTo(base, request, origin.patience);
    } catch (error) {
      if (error instanceof ServerTooSlow)
        throw new OriginFailure(
          504,
          "CloudFront attempted to establish a connection with the origin, but it timed out.",
        );
      if (error instanceof Error && "code" in error)
        throw new OriginFailure(502, "CloudFront wasn't able to connect to the origin.");
      throw error;
    }
  }

  private baseOf({ domain, custom }: DeclaredOrigin): string | undefined {
    const site = this.options.sites.find(({ url }) => new URL(url).host === domain);
    if (site) return site.localUrl;
    const { hostname, port } = partsOf(domain);
    return loopback.test(hostname) ? `http://${hostname}:${port ?? custom?.httpPort ?? 80}` : undefined;
  }

  private tell(domain: string): void {
    if (this.told.has(domain)) return;
    this.told.add(domain);
    this.options.log(
      `CloudFront: the origin ${domain} is not on this machine, and nothing is fetched from elsewhere: 502`,
    );
  }
}

/** A host that may have a port. */
function partsOf(domain: string): { hostname: string; port: string | undefined } {
  const [, hostname = domain, port] = /^(.*?)(?::(\d+))?$/.exec(domain) ?? [];
  return { hostname, port };
}

/** Whether a custom origin on this machine has a port of its own: a name without one is the host's own. */
const isElsewhere = ({ custom }: DeclaredOrigin, hostname: string): boolean =>
  loopback.test(hostname) && custom !== undefined && custom.httpPort !== 80;
