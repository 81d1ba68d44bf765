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
  /**
   * The names of its owner's that it answers by on AWS, such as a distribution's aliases. As an origin with its scheme
   * (`https://shop.example`) such a name becomes the site's address too, so that what lets pages of this origin in still
   * lets them in. By itself it may mean anything, such as a DNS record, and stays.
   */
  domains?: string[];
  /** Whether people sign in there. Such sites get their ports after all others: people know those. */
  signsIn?: boolean;
}

/** Where a site is. */
export interface SiteAddress extends Pick<DeclaredSite, "urn" | "name" | "signsIn"> {
  /** As people reach it. */
  url: string;
  /** As programs on this machine reach it. */
  localUrl: string;
}

/** Who sends a request to a site. */
export interface Viewer {
  /** The address that the request comes from. */
  ip: string;
  /** The version of HTTP, such as `1.1`. */
  httpVersion: string;
}

/** An answer to a browser, where a header may come several times. */
export interface SiteResponse extends Omit<AwsResponse, "headers"> {
  headers: Record<string, string | string[]>;
}

/** Serves what arrives at a site's port. */
export interface SiteDoor {
  handle(request: AwsRequest, viewer: Viewer): Promise<SiteResponse>;
}

/** Who a distribution of CloudFront is to a bucket's policy, which may name it either way. */
export interface OriginAccessIdentity {
  iamArn: string;
  canonicalUserId?: string;
}

/** In whose name an origin is asked. */
export type OriginSigner = Sender | OriginAccessIdentity;

/** What distributions fetch from by host name, within the process. */
export interface Origin {
  /** Whether a host name, in lower case and without its port, is one of its own. */
  owns(host: string): boolean;
  /**
   * @param request with the origin's name as its `host`
   * @param signer in whose name it is signed; undefined for a request that is not
   */
  handle(request: AwsRequest, signer: OriginSigner | undefined): Promise<SiteResponse>;
}
