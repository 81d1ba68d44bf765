import type { AwsResponse } from "../../../protocol/service";
import { xml } from "../answers";
import type { S3Call } from "../context";
import type { Content } from "../xml";
import { versioningOf } from "./versioning";

/** GetBucketVersioning. A bucket that never kept versions has no status. */
export async function getBucketVersioning({ bucket, store }: S3Call): Promise<AwsResponse> {
  const status = versioningOf(store, bucket);
  return xml("VersioningConfiguration", status ? [["Status", status] satisfies Content] : []);
}
