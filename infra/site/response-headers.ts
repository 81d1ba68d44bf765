import * as cloudfront from "@pulumi/aws/cloudfront";
import type * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";

/** Two years, as browsers' lists of such sites ask for (https://hstspreload.org). */
const hstsSeconds = 63_072_000;

/** What every answer of the site says of how browsers are to treat it. */
export function createResponseHeaders(
  name: string,
  uploads: s3.Bucket[],
  opts: pulumi.CustomResourceOptions,
): cloudfront.ResponseHeadersPolicy {
  return new cloudfront.ResponseHeadersPolicy(
    name,
    {
      comment: "Security headers of the site",
      securityHeadersConfig: {
        contentSecurityPolicy: { contentSecurityPolicy: contentSecurityPolicy(uploads), override: true },
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
 * images there. A source with a slash at its end holds for all below it.
 */
const contentSecurityPolicy = (uploads: s3.Bucket[]): pulumi.Output<string> =>
  pulumi.all(uploads.map(({ bucketRegionalDomainName }) => bucketRegionalDomainName)).apply((hosts) => {
    const buckets = hosts.map((host) => `https://${host}/`).join(" ");
    return [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      `img-src 'self' blob: data: ${buckets}`,
      `connect-src 'self' ${buckets}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join("; ");
  });
