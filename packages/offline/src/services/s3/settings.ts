import type { Visitors } from "./access/visitors";
import type { Lifecycle } from "./lifecycle/rules";
import type { Website } from "./website/rules";
import type { Clock } from "../../clock";
import type { Location } from "../../protocol/service";
import type { Opening } from "../../storage/opening";

/** One CORS rule of a bucket, in the terms of PutBucketCors. */
export interface CorsRule {
  allowedOrigins: string[];
  allowedMethods: string[];
  allowedHeaders?: string[];
  exposeHeaders?: string[];
  maxAgeSeconds?: number;
}

/** Which events of a bucket go to which function, topic, queue or bus. */
export interface NotificationConfiguration {
  id: string;
  /** Patterns such as `s3:ObjectCreated:*` or `s3:ObjectRemoved:Delete`. */
  events: string[];
  /** What the key must begin and end with; as it is, not encoded. */
  prefix?: string;
  suffix?: string;
  targetArn: string;
}

/** Whether a bucket keeps what is replaced and deleted; one that once did can only suspend it. */
export type Versioning = "Enabled" | "Suspended";

/** A bucket as the program declares it. */
export interface BucketSettings {
  name: string;
  /** Where it is, if elsewhere than the program's region. */
  region?: string;
  /** Undefined for a bucket that is not declared to keep versions. */
  versioning?: Versioning;
  /** What happens to its objects as they grow old. */
  lifecycle?: Lifecycle;
  cors?: CorsRule[];
  notifications?: NotificationConfiguration[];
  website?: Website;
  /** Whether ACLs let everybody read its objects. */
  publicAcls?: boolean;
}

/** One event record, version 2.1 ("Event message structure", Amazon S3 User Guide). */
export interface S3EventRecord {
  eventVersion: "2.1";
  eventSource: "aws:s3";
  awsRegion: string;
  eventTime: string;
  /** Without the `s3:` of the configuration: `ObjectCreated:Put`. */
  eventName: string;
  userIdentity: { principalId: string };
  requestParameters: { sourceIPAddress: string };
  responseElements: { "x-amz-request-id": string; "x-amz-id-2": string };
  s3: {
    s3SchemaVersion: "1.0";
    configurationId: string;
    bucket: { name: string; ownerIdentity: { principalId: string }; arn: string };
    /** The key is form-encoded, a space as `+`; a removal tells neither size nor ETag. Only what has an id tells one. */
    object: { key: string; size?: number; eTag?: string; versionId?: string; sequencer: string };
  };
}

/** An event on its way to a function, a topic, a queue or a bus. */
export interface S3EventNotification {
  /** ARN of it. Journals know it by this name since the time when there were functions alone. */
  functionArn: string;
  /** What the function is invoked with, or the message; a bus is told the same in its own words. */
  event: { Records: S3EventRecord[] };
}

export interface S3Options {
  /** The folder that holds the objects; created if need be, and this instance's alone. */
  directory: string;
  location: Location;
  buckets: BucketSettings[];
  /** The system's clock by default. */
  clock?: Clock;
  opening?: Opening;
  /** What those may do who do not sign themselves; without it they are not served. */
  visitors?: Visitors;
  /** Takes what the person at the console should know. */
  log?: (text: string) => void;
  /**
   * Takes a notification over. It is called again after a restart, with the same event, unless it had returned:
   * delivery is at least once. A rejection leaves the notification for the next start.
   *
   * @param ended aborted when the service ends: what has not been handed over by then is left for the next start
   */
  notify?: (notification: S3EventNotification, ended: AbortSignal) => void | Promise<void>;
}
