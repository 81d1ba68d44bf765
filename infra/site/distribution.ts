import * as cloudfront from "@pulumi/aws/cloudfront";
import type * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";
import type { Api } from "../api/api";
import type { DomainSettings } from "../settings/site";
import { createEdgeFunctions } from "./edge";
import { createResponseHeaders } from "./response-headers";

export interface DistributionArgs {
  /** The bucket of the pages. */
  pages: s3.Bucket;
  /** Whose images pages show, and into which they upload. */
  uploads: s3.Bucket[];
  api: Api;
  /** The base address of the pages where people sign in, if they do. */
  signInUrl?: pulumi.Output<string>;
  /** ARN of the firewall's web ACL, if there is one. */
  webAclArn?: pulumi.Output<string>;
  /** A name of one's own with its certificate; undefined for CloudFront's. */
  domain?: DomainSettings & { certificateArn: pulumi.Input<string> };
}

/** AWS's own policies, which have the same ids everywhere. */
const managed = {
  /** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html */
  cachingDisabled: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
  /** All but `Host`, by which API Gateway finds an API (…/using-managed-origin-request-policies.html). */
  allViewerExceptHostHeader: "b689b0a8-53d0-40ab-baf2-68738e2966ac",
};

/** The statuses of errors that CloudFront would keep for ten seconds: one that is gone is gone. */
const errorCodes = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];

const days = 24 * 60 * 60;

/**
 * Serves the pages and the API by one name, over https: so browsers need no CORS for the API. Nothing is ever to be
 * invalidated: what is kept has a name that changes with its content, and pages are asked for anew each time.
 */
export function createDistribution(
  name: string,
  { pages, uploads, api, signInUrl, webAclArn, domain }: DistributionArgs,
  opts: pulumi.CustomResourceOptions,
): cloudfront.Distribution {
  const functions = createEdgeFunctions(name, opts);
  const responseHeadersPolicyId = createResponseHeaders(name, { uploads, signInUrl }, opts).id;
  return new cloudfront.Distribution(
    name,
    {
      enabled: true,
      comment: `${pulumi.getProject()}/${pulumi.getStack()}`,
      isIpv6Enabled: true,
      httpVersion: "http2and3",
      // North America and Europe: the cheapest, which serves the rest of the world as well, from further away.
      priceClass: "PriceClass_100",
      // WAF's second version takes the ARN here, in place of the id.
      webAclId: webAclArn,
      aliases: domain && [domain.name],
      origins: [
        { originId: "pages", domainName: pages.bucketRegionalDomainName, originAccessControlId: createAccess().id },
        { originId: "api", ...api.origin, customOriginConfig: httpsOnly },
      ],
      defaultCacheBehavior: {
        targetOriginId: "pages",
        viewerProtocolPolicy: "redirect-to-https",
        allowedMethods: ["GET", "HEAD"],
        cachedMethods: ["GET", "HEAD"],
        compress: true,
        cachePolicyId: createCachePolicy().id,
        responseHeadersPolicyId,
        functionAssociations: functions.pages,
      },
      orderedCacheBehaviors: [
        {
          pathPattern: "/api/*",
          targetOriginId: "api",
          // A request in the clear has given its key away: led on, it would work, and nobody would notice.
          viewerProtocolPolicy: "https-only",
          allowedMethods: ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"],
          cachedMethods: ["GET", "HEAD"],
          cachePolicyId: managed.cachingDisabled,
          originRequestPolicyId: managed.allViewerExceptHostHeader,
          responseHeadersPolicyId,
          functionAssociations: functions.api,
        },
      ],
      customErrorResponses: errorCodes.map((errorCode) => ({ errorCode, errorCachingMinTtl: 0 })),
      restrictions: { geoRestriction: { restrictionType: "none" } },
      viewerCertificate: domain ? certificateOf(domain.certificateArn) : { cloudfrontDefaultCertificate: true },
    },
    opts,
  );

  function createAccess(): cloudfront.OriginAccessControl {
    const signing = { signingBehavior: "always", signingProtocol: "sigv4" };
    return new cloudfront.OriginAccessControl(
      name,
      { description: "Reads the pages", originAccessControlOriginType: "s3", ...signing },
      opts,
    );
  }

  /** AWS's own for such content keeps all of it for a second at least: pages would be old for as long. */
  function createCachePolicy(): cloudfront.CachePolicy {
    return new cloudfront.CachePolicy(
      name,
      {
        comment: "Keeps what may be kept, for as long as it says",
        minTtl: 0,
        defaultTtl: days,
        maxTtl: 365 * days,
        parametersInCacheKeyAndForwardedToOrigin: {
          cookiesConfig: { cookieBehavior: "none" },
          headersConfig: { headerBehavior: "none" },
          queryStringsConfig: { queryStringBehavior: "none" },
          enableAcceptEncodingBrotli: true,
          enableAcceptEncodingGzip: true,
        },
      },
      opts,
    );
  }
}

const httpsOnly = { httpPort: 80, httpsPort: 443, originProtocolPolicy: "https-only", originSslProtocols: ["TLSv1.2"] };

const certificateOf = (acmCertificateArn: pulumi.Input<string>) => ({
  acmCertificateArn,
  sslSupportMethod: "sni-only",
  minimumProtocolVersion: "TLSv1.2_2021",
});
