import type { Reader } from "./reader";

/** A domain of one's own for the site. */
export interface DomainSettings {
  /** The site's name, such as `www.example.org`. */
  name: string;
  /** Id of the Route 53 hosted zone that the name belongs to. */
  hostedZone: string;
}

/** How the site is served. */
export interface SiteSettings {
  /** Whether by CloudFront, over https; otherwise by the bucket's own website, over http. */
  cdn: boolean;
  /** Undefined for CloudFront's own name. */
  domain?: DomainSettings;
}

/** What the provider must know an emulator's endpoints of, lest it turn to AWS itself. */
const neededEndpoints = ["cloudfront", "acm", "route53"];

/**
 * @param endpoints the services whose endpoints on an emulator the stack names; undefined on AWS
 * @throws pulumi.RunError naming the key, what is wrong with its value and the command that sets it
 */
export function site(read: Reader, endpoints: readonly string[] | undefined): SiteSettings {
  const cdn = read.boolean("cdn", false);
  const name = read.optional(
    "domainName",
    /^(|([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63})$/,
    "such as www.example.org",
  );
  const zone = read.optional(
    "hostedZone",
    /^(|Z[A-Z0-9]{1,31})$/,
    "the id of a Route 53 hosted zone, such as Z0123456789ABC",
  );
  if (name && !cdn)
    throw read.refusal("cdn", "false", "true where domainName is set: only CloudFront serves a domain over https");
  if (name && !zone) throw read.refusal("hostedZone", "", "the id of the hosted zone that domainName belongs to");
  if (zone && !name) throw read.refusal("domainName", "", "the site's name where hostedZone is set");
  const missing = cdn && endpoints ? neededEndpoints.filter((one) => !endpoints.includes(one)) : [];
  if (missing.length > 0) {
    throw read.refusal("cdn", "true", `false where aws:endpoints does not name ${missing.join(", ")}`);
  }
  return { cdn, domain: name && zone ? { name, hostedZone: zone } : undefined };
}
