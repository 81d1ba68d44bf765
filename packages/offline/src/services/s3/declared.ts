import {
  type Graph,
  objects,
  ofType,
  optionalNumber,
  optionalText,
  type Properties,
  regionOf,
  type Resource,
  text,
  texts,
} from "../../graph/graph";
import { takesPublicAcls } from "./access/public";
import { toldToBuses } from "./bus-event";
import { lifecycleIn } from "./lifecycle/declared";
import { versioningIn } from "./versions/declared";
import { websiteIn } from "./website/declared";
import type { BucketSettings, CorsRule, NotificationConfiguration } from "./settings";

/**
 * The buckets that a program declares, with the resources that configure them.
 *
 * @throws UserError for what is not served
 */
export function bucketsOf(graph: Graph): BucketSettings[] {
  return bucketResources(graph).map((bucket) => {
    const { inputs, outputs } = bucket;
    const name = text(outputs, "bucket");
    const configured = corsTypes.flatMap((type) => objectsOf(graph, type, name, "corsRules"));
    return {
      name,
      region: bucket.region,
      versioning: versioningIn(graph, bucket, name),
      lifecycle: lifecycleIn(graph, bucket, name),
      website: websiteIn(graph, bucket, name),
      publicAcls: takesPublicAcls(graph, name),
      cors: [...objects(inputs, "corsRules"), ...configured].map(corsRule),
      notifications: [
        ...objectsOf(graph, notificationType, name, "lambdaFunctions").map(notification("lambda", "lambdaFunctionArn")),
        ...objectsOf(graph, notificationType, name, "topics").map(notification("topic", "topicArn")),
        ...objectsOf(graph, notificationType, name, "queues").map(notification("queue", "queueArn")),
        ...eventBridgeOf(graph, bucket, name),
      ],
    };
  });
}

/** The resources that are buckets. */
export const bucketResources = (graph: Graph): Resource[] => [
  ...ofType(graph, "aws:s3/bucket:Bucket"),
  ...ofType(graph, "aws:s3/bucketV2:BucketV2"),
];

/** Where AWS's own names of buckets lead to here: below the buckets' own names, as in addresses with the bucket in the path. */
export const bucketPlaces = (graph: Graph): Record<string, string> =>
  Object.fromEntries(
    bucketResources(graph).flatMap(({ outputs }) => {
      const names = [text(outputs, "bucketRegionalDomainName"), text(outputs, "bucketDomainName")];
      return names.map((name) => [name, `/${text(outputs, "bucket")}`]);
    }),
  );

const corsTypes = [
  "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration",
  "aws:s3/bucketCorsConfigurationV2:BucketCorsConfigurationV2",
];

const notificationType = "aws:s3/bucketNotification:BucketNotification";

/** What the resources of one type list for a bucket. */
const objectsOf = (graph: Graph, type: string, bucket: string, key: string): Properties[] =>
  ofType(graph, type)
    .filter(({ inputs }) => inputs.bucket === bucket)
    .flatMap(({ inputs }) => objects(inputs, key));

const corsRule = (rule: Properties): CorsRule => ({
  allowedOrigins: texts(rule, "allowedOrigins"),
  allowedMethods: texts(rule, "allowedMethods"),
  allowedHeaders: texts(rule, "allowedHeaders"),
  exposeHeaders: texts(rule, "exposeHeaders"),
  maxAgeSeconds: optionalNumber(rule, "maxAgeSeconds"),
});

/** A bucket may tell the default bus of its region what happens to its objects. */
function eventBridgeOf(graph: Graph, bucket: Resource, name: string): NotificationConfiguration[] {
  const isOn = ofType(graph, notificationType).some(
    ({ inputs }) => inputs.bucket === name && inputs.eventbridge === true,
  );
  const targetArn = `arn:aws:events:${regionOf(graph, bucket)}:${graph.account}:event-bus/default`;
  return isOn ? [{ id: "eventbridge", events: toldToBuses, targetArn }] : [];
}

/** The provider names a configuration without an id `tf-s3-lambda-`, `tf-s3-topic-` or `tf-s3-queue-` and digits. */
const notification =
  (kind: string, arnKey: string) =>
  (configuration: Properties, index: number): NotificationConfiguration => ({
    id: optionalText(configuration, "id") ?? `tf-s3-${kind}-${index}`,
    events: texts(configuration, "events"),
    prefix: optionalText(configuration, "filterPrefix"),
    suffix: optionalText(configuration, "filterSuffix"),
    targetArn: text(configuration, arnKey),
  });
