import { join } from "node:path";
import { type Computed, digits, type Naming } from "../../graph/naming";
import { json, ofType, text } from "../../graph/graph";
import { LogicalNames } from "../../graph/logical-names";
import type { ResourceTypes } from "../../graph/resource-type";
import type { ServiceModule } from "../module";
import type * as Service from "./service";
import { closedBuckets } from "./access/public";
import { visitorsTo } from "./access/visitors";
import { bucketPlaces, bucketsOf } from "./declared";
import { objectsOf, objectTypes } from "./declared-objects/declared";
import { checkDestinations, deliverTo } from "./delivery";
import { bucketArn } from "./request";
import { denial } from "./errors";
import { ObjectTarget } from "./target";
import { inlineWebsite } from "./website/declared";
import { computedWebsite, declaredSites, doorsOf, websiteOutputs } from "./website/sites";

/** What configures a bucket and has its name as id; of these the first are served. */
const partsOfBuckets = {
  served: [
    "CorsConfiguration",
    "CorsConfigurationV2",
    "LifecycleConfiguration",
    "LifecycleConfigurationV2",
    "Notification",
    "OwnershipControls",
    "Policy",
    "PublicAccessBlock",
    "Versioning",
    "VersioningV2",
  ],
  recorded: [
    ...["Abac", "AccelerateConfiguration", "AccelerateConfigurationV2", "Acl", "AclV2"],
    ...["IntelligentTieringConfiguration", "Logging"],
    ...["LoggingV2", "MetadataConfiguration", "ObjectLockConfiguration", "ObjectLockConfigurationV2"],
    ...["ReplicationConfig", "RequestPaymentConfiguration"],
    ...["RequestPaymentConfigurationV2", "ServerSideEncryptionConfiguration"],
    "ServerSideEncryptionConfigurationV2",
  ],
} as const;

const partType = (part: string): string => `aws:s3/bucket${part}:Bucket${part}`;

const parts = (names: readonly string[], serves: boolean): ResourceTypes =>
  Object.fromEntries(names.map((name) => [partType(name), { serves, computed: partOfBucket }]));

/** S3: objects of the program's buckets. */
export const s3: ServiceModule = {
  name: "s3",
  resources: {
    "aws:s3/bucket:Bucket": { serves: true, computed: bucket },
    "aws:s3/bucketV2:BucketV2": { serves: true, computed: bucket },
    ...objectTypes,
    ...parts(partsOfBuckets.served, true),
    ...parts(partsOfBuckets.recorded, false),
    [partType("WebsiteConfiguration")]: { serves: true, computed: computedWebsite },
    [partType("WebsiteConfigurationV2")]: { serves: true, computed: computedWebsite },
  },
  places: bucketPlaces,
  sites: declaredSites,
  policies: (graph) =>
    ofType(graph, partType("Policy")).map(({ inputs }) => {
      const name = text(inputs, "bucket");
      return { arn: `arn:aws:s3:::${name}`, label: `bucket ${name}`, document: json(inputs, "policy") };
    }),
  load: () => void implementation(),
  open(graph, { activity, data, clock, targets, log, identities, accessControl }) {
    const buckets = bucketsOf(graph);
    const objects = objectsOf(graph, buckets);
    const directory = join(data.path, "s3");
    const notify = deliverTo(new LogicalNames(graph), { targets, activity, log });
    const { opening } = data;
    const closed = closedBuckets(graph);
    const judges = { accessControl, identities, location: graph, denial };
    const visitors = visitorsTo(judges, new Set(closed.map(({ bucket }) => bucket)));
    const own = { directory, location: graph, buckets, notify, visitors };
    const opened = new (implementation().S3)({ ...own, clock, opening, log });
    return {
      aws: opened.aws,
      origin: opened.visits,
      sites: opened.visits && doorsOf(buckets, opened.visits),
      accepts: { [bucketArn("")]: new ObjectTarget(opened.aws, identities, accessControl) },
      unsigned: opened,
      start: async () => {
        checkDestinations(buckets, targets);
        for (const { why } of closed) log(why);
        opened.start();
        await opened.apply(objects);
      },
      close: () => opened.close(),
    };
  },
};

/** The process that records a program needs none of it. */
const implementation = (): typeof Service => require("./service");

const maximumBucketName = 63;

/** A bucket's automatic name is lower case, and cut before its digits where it would be too long. */
function bucketName(naming: Naming): string {
  const { bucket, bucketPrefix } = naming.inputs;
  if (typeof bucket === "string") return bucket;
  if (typeof bucketPrefix === "string") return `${bucketPrefix}${digits(naming, 26)}`.slice(0, maximumBucketName);
  const suffix = `-${digits(naming, 7)}`;
  return naming.name.toLowerCase().slice(0, maximumBucketName - suffix.length) + suffix;
}

function bucket(naming: Naming): Computed {
  const name = bucketName(naming);
  return {
    id: name,
    bucket: name,
    arn: `arn:aws:s3:::${name}`,
    bucketDomainName: `${name}.s3.amazonaws.com`,
    bucketRegionalDomainName: `${name}.s3.${naming.region}.amazonaws.com`,
    region: naming.region,
    ...(inlineWebsite(naming.inputs) && websiteOutputs(name, naming.region)),
  };
}

function partOfBucket({ inputs }: Naming): Computed {
  return { id: String(inputs.bucket) };
}
