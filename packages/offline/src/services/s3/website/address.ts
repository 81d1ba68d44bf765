/** Regions whose websites have a dash before the region's name; all that came later have a dot (General Reference, "S3 website endpoints"). */
const dashed = new Set([
  ...["ap-northeast-1", "ap-southeast-1", "ap-southeast-2", "eu-west-1", "sa-east-1"],
  ...["us-east-1", "us-gov-west-1", "us-west-1", "us-west-2"],
]);

/** The name below which the websites of a region are. */
export const websiteDomain = (region: string): string =>
  `s3-website${dashed.has(region) ? "-" : "."}${region}.amazonaws.com`;

/** The host of a bucket's website. */
export const websiteEndpoint = (bucket: string, region: string): string => `${bucket}.${websiteDomain(region)}`;

/** Names of AWS's, with the bucket before them. */
const websiteOnAws = /^(.+)\.s3-website[-.][a-z0-9-]+\.amazonaws\.com$/;
const bucketOnAws = /^(.+)\.s3(?:\.dualstack)?(?:[-.][a-z0-9-]+)?\.amazonaws\.com$/;

/** Names of this machine's, as LocalStack has them. */
const websiteHere = /^(.+)\.s3-website\.localhost(?:\.localstack\.cloud)?$/;

const nameOf = (host: string): string => host.toLowerCase().replace(/:\d+$/, "");

/** The bucket whose website a host of this machine's names, whatever its port. */
export const websiteBucketHere = (host: string): string | undefined => websiteHere.exec(nameOf(host))?.[1];

/** What a host names that distributions fetch from: a bucket, or its website. */
export function placeOfHost(host: string): { bucket: string; isWebsite: boolean } | undefined {
  const name = nameOf(host);
  const website = websiteOnAws.exec(name)?.[1] ?? websiteBucketHere(name);
  if (website !== undefined) return { bucket: website, isWebsite: true };
  const bucket = bucketOnAws.exec(name)?.[1];
  return bucket === undefined ? undefined : { bucket, isWebsite: false };
}
