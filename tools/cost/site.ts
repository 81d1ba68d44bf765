import { type Graph, ofType } from "../../packages/offline/src/graph/graph";
import type { Volumes } from "./volumes";

/** Requests of a first visit to CloudFront: pages, scripts, styles, the configuration (docs/deploy.md). */
export const requestsOfVisit = 10;

/** Images of events that a visitor sees. */
export const imagesOfVisit = 3;

/** Files of which CloudFront asks in each visit whether they have changed: the page, the configuration, one script. */
const revalidated = 3;

/** Size of all files of the site, in bytes: the most that a visit can carry. */
export const siteBytes = (graph: Graph): number =>
  ofType(graph, "aws:s3/bucketObjectv2:BucketObjectv2").reduce(
    (sum, { files, largeFiles, inputs }) =>
      sum +
      Object.values(files)
        .flatMap((content) => Object.values(content))
        .reduce((bytes, { byteLength }) => bytes + byteLength, 0) +
      Object.values(largeFiles ?? {}).reduce((bytes, { size }) => bytes + size, 0) +
      (typeof inputs.content === "string" ? Buffer.byteLength(inputs.content) : 0),
    0,
  );

/** What a visit carries besides the site's files, where the API is behind CloudFront: answers to ten requests. */
export const kilobytesOfVisit = (volumes: Volumes): number => volumes.kilobytes * requestsOfVisit;

/** Objects that S3 is asked for in a visit: images, and the site's files as far as CloudFront has not kept them. */
export function readsOfSite(graph: Graph): number {
  const isDistributed = ofType(graph, "aws:cloudfront/distribution:Distribution").length > 0;
  return imagesOfVisit + (isDistributed ? revalidated : requestsOfVisit);
}
