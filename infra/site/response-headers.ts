import * as cloudfront from "@pulumi/aws/cloudfront";
import type * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";

/** Two years, as browsers' lists of such sites ask for (https://hstspreload.org). */
const hstsSeconds = 63_072_000;

/** Whom pages speak to besides the site. */
export interface Neighbours {
  /** Where they upload, and find images. */
  uploads: s3.Bucket[];
  /** Base address of the pages where people sign in: they give and renew tokens. */
  signInUrl?: pulumi.Output<string>;
}

/** What every answer of the site says of how browsers are to treat it. */
export function createResponseHeaders(
  name: string,
  neighbours: Neighbours,
  opts: pulumi.CustomResourceOptions,
): cloudfront.ResponseHeadersPolicy {
  return new cloudfront.ResponseHeadersPolicy(
    name,
    {
      comment: "Security headers of the site",
      securityHeadersConfig: {
        contentSecurityPolicy: { contentSecurityPolicy: contentSecurityPolicy(neighbours), override: true },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: "DENY", override: true },
        referrerPolicy: { referrerPolicy: "no-referrer", override: true },
        strictTransportSecurity: { accessControlMaxAgeSec: hstsSeconds, override: true },
      },
    },
    opts,
  );
}

/**
 * Own scripts and styles from own files, and nothing else, but for the buckets: pages upload into them, and the API leads
 * images there; and for where tokens come from. A source with a slash at its end holds for all below it.
 */
const contentSecurityPolicy = ({ uploads, signInUrl }: Neighbours): pulumi.Output<string> => {
  const names = pulumi.all(uploads.map(({ bucketRegionalDomainName }) => bucketRegionalDomainName));
  return pulumi.all([names, signInUrl]).apply(([hosts, address]) => {
    const buckets = hosts.map((host) => `https://${host}/`).join(" ");
    const asked = address === undefined ? buckets : `${buckets} ${address}/`;
    return [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      `img-src 'self' blob: data: ${buckets}`,
      `connect-src 'self' ${asked}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join("; ");
  });
};
