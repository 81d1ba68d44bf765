import { createHash } from "node:crypto";
import { type Computed, digits, type Naming, physicalName, uuid } from "../../graph/naming";
import type { ResourceTypes } from "../../graph/resource-type";
import { distributionType } from "./distribution";
import { iamArnOf } from "./origin/declared";
import { functionType } from "./viewer-functions/edge-functions";

/** CloudFront is of no region. */
const arnOf = ({ account }: Naming, kind: string, id: string): string => `arn:aws:cloudfront::${account}:${kind}/${id}`;

/** Thirteen letters and digits, as CloudFront's names have them. */
const letters = (naming: Naming): string =>
  BigInt(`0x${digits(naming, 20)}`)
    .toString(36)
    .padStart(13, "0")
    .slice(-13);

const idOf = (naming: Naming): string => `E${letters(naming).toUpperCase()}`;

/** A version changes with what it is a version of. */
const etagOf = ({ inputs }: Naming): string =>
  `E${createHash("sha256").update(JSON.stringify(inputs)).digest("hex").slice(0, 13).toUpperCase()}`;

function distribution(naming: Naming): Computed {
  const id = idOf(naming);
  return {
    id,
    arn: arnOf(naming, "distribution", id),
    domainName: `d${letters(naming)}.cloudfront.net`,
    // The zone of all distributions, for alias records.
    hostedZoneId: "Z2FDTNDATAQYW2",
    status: "Deployed",
    etag: etagOf(naming),
    callerReference: digits(naming, 26),
    lastModifiedTime: "2026-01-01 00:00:00 +0000 UTC",
    inProgressValidationBatches: 0,
    trustedKeyGroups: [],
    trustedSigners: [],
  };
}

function edgeFunction(naming: Naming): Computed {
  const name = physicalName(naming);
  const etag = etagOf(naming);
  return { id: name, name, arn: arnOf(naming, "function", name), etag, liveStageEtag: etag, status: "UNASSOCIATED" };
}

const policy =
  (kind: string) =>
  (naming: Naming): Computed => {
    const id = uuid(naming);
    return { id, name: physicalName(naming), arn: arnOf(naming, kind, id), etag: etagOf(naming) };
  };

function accessControl(naming: Naming): Computed {
  const id = idOf(naming);
  return { id, name: physicalName(naming), arn: arnOf(naming, "origin-access-control", id), etag: etagOf(naming) };
}

function accessIdentity(naming: Naming): Computed {
  const id = idOf(naming);
  return {
    id,
    arn: arnOf(naming, "origin-access-identity", id),
    callerReference: digits(naming, 26),
    cloudfrontAccessIdentityPath: `origin-access-identity/cloudfront/${id}`,
    etag: etagOf(naming),
    iamArn: iamArnOf(id),
    s3CanonicalUserId: digits(naming, 64),
  };
}

export const resources: ResourceTypes = {
  [distributionType]: { serves: true, computed: distribution },
  [functionType]: { serves: true, computed: edgeFunction },
  "aws:cloudfront/cachePolicy:CachePolicy": { serves: true, computed: policy("cache-policy") },
  "aws:cloudfront/originAccessControl:OriginAccessControl": { serves: true, computed: accessControl },
  "aws:cloudfront/originAccessIdentity:OriginAccessIdentity": { serves: true, computed: accessIdentity },
  "aws:cloudfront/originRequestPolicy:OriginRequestPolicy": {
    serves: true,
    computed: policy("origin-request-policy"),
  },
  "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": {
    serves: true,
    computed: policy("response-headers-policy"),
  },
};
