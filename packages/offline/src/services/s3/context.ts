import type { Access, AwsResponse, Call, Location } from "../../protocol/service";
import type { Notifications } from "./notifications";
import type { S3Request } from "./request";
import type { BucketSettings } from "./settings";
import type { Store } from "./store/store";

/** What every operation works with. */
export interface S3Context {
  store: Store;
  notifications: Notifications;
  buckets: Map<string, BucketSettings>;
  location: Location;
  now: () => Date;
}

/** What a request is about: a bucket that exists, or an object in it. */
export interface S3Input {
  request: S3Request;
  /** Without a name where the request is about no bucket. */
  bucket: BucketSettings;
}

/** A call on its way through an operation. */
export interface S3Call extends S3Context, S3Input {
  call: Call;
}

/** One operation: what it needs, and what it does. */
export interface S3Operation {
  access(input: S3Input): Access[];
  run(s3Call: S3Call): Promise<AwsResponse>;
}
