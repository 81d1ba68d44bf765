/**
 * The paths of a behavior: `*` stands for any number of characters and `?` for one, and case counts
 * (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html#DownloadDistValuesPathPattern).
 * A slash at the start may be left out.
 */
export function pathPattern(pattern: string): RegExp {
  const source = pattern
    .replace(/^\//, "")
    .replace(/[\\^$.|+()[\]{}]/g, "\\$&")
    .replace(/\*+/g, ".*")
    .replaceAll("?", ".");
  return new RegExp(`^/${source}$`, "s");
}
