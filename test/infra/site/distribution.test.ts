import { expect } from "chai";
import { type Graph, object, ofType, type Properties, text } from "../../../packages/offline/src/graph/graph";
import { graphOf, only } from "../../../packages/offline/test/support/graph";
import { bucketPolicyOf, inputsOf, pagesBucket } from "../../support/site";

const distributionType = "aws:cloudfront/distribution:Distribution";

/** The id that CloudFront gives what a stack has only one of. */
const idOf = (graph: Graph, type: string): string => only(graph, type).id;

/** What each directive of a policy lets in. */
const directivesOf = (policy: string): Record<string, string[]> =>
  Object.fromEntries(
    policy
      .split("; ")
      .map((directive) => directive.split(" "))
      .map(([name, ...rest]) => [name, rest]),
  );

describe("infra/site: the bucket behind a distribution", () => {
  let graph: Graph;
  before(async () => (graph = await graphOf("prod")));

  it("is read by this one distribution, over TLS, and by nobody else (CloudFront.13, AwsSolutions-CFR7)", () => {
    const arn = text(pagesBucket(graph).outputs, "arn");
    expect(bucketPolicyOf(graph, "site-pages")).to.deep.equal([
      {
        Sid: "TlsOnly",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [arn, `${arn}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
      {
        Sid: "GetForDistribution",
        Effect: "Allow",
        Principal: { Service: "cloudfront.amazonaws.com" },
        Action: "s3:GetObject",
        Resource: `${arn}/*`,
        Condition: { StringEquals: { "aws:SourceArn": only(graph, distributionType).outputs.arn } },
      },
    ]);
  });

  it("is no website, and no browser writes into it", () => {
    for (const type of ["WebsiteConfiguration", "CorsConfiguration"]) {
      const found = ofType(graph, `aws:s3/bucket${type}:Bucket${type}`).filter(({ name }) => name === "site-pages");
      expect(found, type).to.be.empty;
    }
  });

  it("goes away with its files, which are the program's own", () => {
    expect(pagesBucket(graph).inputs).to.deep.equal({ forceDestroy: true });
  });
});

describe("infra/site: the distribution", () => {
  let graph: Graph;
  let distribution: Properties;
  before(async () => {
    graph = await graphOf("prod");
    distribution = inputsOf(graph, distributionType);
  });

  const association = (name: string, eventType: string) => ({
    eventType,
    functionArn: only(graph, "aws:cloudfront/function:Function", `site-${name}`).outputs.arn,
  });

  it("speaks HTTP/2 and 3 over both versions of IP, from the cheapest places", () => {
    expect(distribution).to.include({
      enabled: true,
      httpVersion: "http2and3",
      isIpv6Enabled: true,
      priceClass: "PriceClass_100",
    });
    expect(distribution).to.deep.include({
      restrictions: { geoRestriction: { restrictionType: "none" } },
      viewerCertificate: { cloudfrontDefaultCertificate: true },
    });
    expect(distribution).to.not.have.any.keys("aliases", "webAclId");
  });

  it("fetches pages in its own name, and from the API's stage by TLS 1.2 alone (CloudFront.9, CloudFront.10)", () => {
    expect(distribution.origins).to.deep.equal([
      {
        originId: "pages",
        domainName: pagesBucket(graph).outputs.bucketRegionalDomainName,
        originAccessControlId: idOf(graph, "aws:cloudfront/originAccessControl:OriginAccessControl"),
      },
      {
        originId: "api",
        domainName: `${idOf(graph, "aws:apigateway/restApi:RestApi")}.execute-api.eu-west-3.amazonaws.com`,
        originPath: "/prod",
        customOriginConfig: {
          httpPort: 80,
          httpsPort: 443,
          originProtocolPolicy: "https-only",
          originSslProtocols: ["TLSv1.2"],
        },
      },
    ]);
    expect(inputsOf(graph, "aws:cloudfront/originAccessControl:OriginAccessControl")).to.include({
      originAccessControlOriginType: "s3",
      signingBehavior: "always",
      signingProtocol: "sigv4",
    });
  });

  it("shows pages, compressed, and leads people to https (CloudFront.3, CKV_AWS_34)", () => {
    expect(distribution.defaultCacheBehavior).to.deep.equal({
      targetOriginId: "pages",
      viewerProtocolPolicy: "redirect-to-https",
      allowedMethods: ["GET", "HEAD"],
      cachedMethods: ["GET", "HEAD"],
      compress: true,
      cachePolicyId: idOf(graph, "aws:cloudfront/cachePolicy:CachePolicy"),
      responseHeadersPolicyId: idOf(graph, "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy"),
      functionAssociations: [association("find-page", "viewer-request"), association("give-status", "viewer-response")],
    });
  });

  it("hands the API all that comes but the Host, by every method, keeps nothing of it and refuses http", () => {
    expect(distribution.orderedCacheBehaviors).to.deep.equal([
      {
        pathPattern: "/api/*",
        targetOriginId: "api",
        viewerProtocolPolicy: "https-only",
        allowedMethods: ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"],
        cachedMethods: ["GET", "HEAD"],
        // AWS's own CachingDisabled and AllViewerExceptHostHeader.
        cachePolicyId: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
        originRequestPolicyId: "b689b0a8-53d0-40ab-baf2-68738e2966ac",
        responseHeadersPolicyId: idOf(graph, "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy"),
        functionAssociations: [association("strip-api", "viewer-request")],
      },
    ]);
  });

  it("keeps no error, and makes no page of any: the API's problems stay what they are", () => {
    // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/custom-error-pages-expiration.html
    const kept = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];
    expect(distribution.customErrorResponses).to.deep.equal(
      kept.map((errorCode) => ({ errorCode, errorCachingMinTtl: 0 })),
    );
  });

  it("keeps what says that it may be kept, and asks anew for what does not: nothing is ever to be invalidated", () => {
    const policy = inputsOf(graph, "aws:cloudfront/cachePolicy:CachePolicy");
    expect(policy).to.include({ minTtl: 0, maxTtl: 31_536_000 });
    expect(policy.parametersInCacheKeyAndForwardedToOrigin).to.deep.equal({
      cookiesConfig: { cookieBehavior: "none" },
      headersConfig: { headerBehavior: "none" },
      queryStringsConfig: { queryStringBehavior: "none" },
      enableAcceptEncodingBrotli: true,
      enableAcceptEncodingGzip: true,
    });
  });
});

describe("infra/site: the headers of each answer", () => {
  let graph: Graph;
  let headers: Properties;
  before(async () => {
    graph = await graphOf("prod");
    const policy = inputsOf(graph, "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy");
    headers = object(policy, "securityHeadersConfig");
  });

  it("have browsers come by https for two years, guess no types, show no frames and tell no referrer (CKV2_AWS_32)", () => {
    const { contentSecurityPolicy, ...others } = headers;
    expect(contentSecurityPolicy).to.include({ override: true });
    expect(others).to.deep.equal({
      strictTransportSecurity: { accessControlMaxAgeSec: 63_072_000, override: true },
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: "DENY", override: true },
      referrerPolicy: { referrerPolicy: "no-referrer", override: true },
    });
  });

  it("let in the site's own files, and of other places the two buckets of uploads alone", () => {
    const policy = text(object(headers, "contentSecurityPolicy"), "contentSecurityPolicy");
    const buckets = ["events-images", "cityflow-data"].map((name) => {
      const { outputs } = only(graph, "aws:s3/bucket:Bucket", name);
      return `https://${text(outputs, "bucketRegionalDomainName")}/`;
    });
    expect(directivesOf(policy)).to.deep.equal({
      "default-src": ["'none'"],
      "script-src": ["'self'"],
      "style-src": ["'self'"],
      "img-src": ["'self'", "blob:", "data:", ...buckets],
      "connect-src": ["'self'", ...buckets],
      "base-uri": ["'none'"],
      "form-action": ["'none'"],
      "frame-ancestors": ["'none'"],
    });
  });
});
