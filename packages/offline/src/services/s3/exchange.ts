import type { AwsResponse, Call, Location } from "../../protocol/service";
import type { Notifications } from "./notifications";
import type { S3Request } from "./request";
import type { BucketSettings } from "./settings";
import type { Store } from "./store/store";

/** What every operation works with. */
export interface Surroundings {
  store: Store;
  notifications: Notifications;
  buckets: Map<string, BucketSettings>;
  location: Location;
  now: () => Date;
}

/** A call to a bucket that exists, or to an object in it. */
export interface Exchange extends Surroundings {
  call: Call;
  request: S3Request;
  bucket: BucketSettings;
}

export type Operation = (exchange: Exchange) => Promise<AwsResponse>;
