import type { AwsRequest, AwsResponse } from "../protocol/service";
import type { Sender } from "../protocol/targets";

/** A site that a program declares: a bucket's website, or a distribution. The host gives each a port of its own. */
export interface DeclaredSite {
  /** URN of its resource. */
  urn: string;
  /** The name that the program gave it. */
  name: string;
  /**
   * The hosts, with their ports if they have any, that a recording knows it by, such as a distribution's `domainName`. The
   * site's own address takes their place, with its own scheme: programs write `https://` before them.
   */
  hosts: string[];
}

/** Serves what arrives at a site's port. */
export interface SiteDoor {
  handle(request: AwsRequest): Promise<AwsResponse>;
}

/** What distributions fetch from by host name, within the process. */
export interface Origin {
  /** Whether a host name, in lower case and without its port, is one of its own. */
  owns(host: string): boolean;
  /**
   * @param request with the origin's name as its `host`
   * @param sender in whose name it is signed; undefined for a request that is not
   */
  handle(request: AwsRequest, sender: Sender | undefined): Promise<AwsResponse>;
}
