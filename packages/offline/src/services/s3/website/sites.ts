import { type Graph, regionOf, text } from "../../../graph/graph";
import type { Computed, Naming } from "../../../graph/naming";
import { placeholders } from "../../../graph/placeholders";
import type { DeclaredSite, SiteDoor } from "../../sites";
import type { Visits } from "../access/visits";
import { bucketResources } from "../declared";
import type { BucketSettings } from "../settings";
import { websiteDomain, websiteEndpoint } from "./address";
import { websiteIn } from "./declared";

/** What the provider computes of a bucket that has a website. */
export const websiteOutputs = (bucket: string, region: string) => ({
  websiteEndpoint: websiteEndpoint(bucket, region),
  websiteDomain: websiteDomain(region),
});

export function computedWebsite({ inputs, region }: Naming): Computed {
  const bucket = String(inputs.bucket);
  return { id: bucket, ...websiteOutputs(bucket, region) };
}

/** Where an emulator has the websites of buckets, below which each has the bucket's name. */
const emulators = [new URL(placeholders.publicEndpoint).host, "localhost.localstack.cloud:4566"];

/** The websites that a program declares. Programs know them by AWS's name, or by one that they compose for an emulator. */
export const declaredSites = (graph: Graph): DeclaredSite[] =>
  bucketResources(graph).flatMap((bucket) => {
    const name = text(bucket.outputs, "bucket");
    const website = websiteIn(graph, bucket, name);
    if (!website) return [];
    const hosts = [
      websiteEndpoint(name, regionOf(graph, bucket)),
      ...emulators.map((host) => `${name}.s3-website.${host}`),
    ];
    return [{ urn: website.urn, name: website.resource, hosts }];
  });

/** What the websites are served by, by the URNs of their resources. */
export const doorsOf = (buckets: BucketSettings[], visits: Visits): Record<string, SiteDoor> =>
  Object.fromEntries(
    buckets.flatMap(({ name, website }) =>
      website ? [[website.urn, visits.door(name)] satisfies [string, SiteDoor]] : [],
    ),
  );
