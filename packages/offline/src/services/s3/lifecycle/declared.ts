import {
  type Graph,
  object,
  objects,
  ofType,
  optionalNumber,
  optionalText,
  type Properties,
  type Resource,
} from "../../../graph/graph";
import { isStorageClass } from "../storage-classes/classes";
import { checkRule, refused } from "./check";
import type { Lifecycle, LifecycleRule, Noncurrent, Transition, When } from "./rules";

const types = [
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2",
];

/**
 * The lifecycle of a bucket that a program declares: by a resource beside it, or by its own `lifecycleRules`; undefined
 * if it has none.
 *
 * @throws UserError for a rule that AWS would refuse
 */
export function lifecycleIn(graph: Graph, { inputs }: Resource, bucket: string): Lifecycle | undefined {
  const beside = types.flatMap((type) => ofType(graph, type)).filter((one) => one.inputs.bucket === bucket);
  const declared = [
    ...objects(inputs, "lifecycleRules").map(inOneForm),
    ...beside.flatMap((configuration) => objects(configuration.inputs, "rules")),
  ].filter(({ status }) => status === "Enabled");
  if (declared.length === 0) return undefined;
  const [tagged, others] = [declared.filter(isTagged), declared.filter((rule) => !isTagged(rule))];
  const varies = beside.some((one) => one.inputs.transitionDefaultMinimumObjectSize === "varies_by_storage_class");
  return {
    rules: others.map((rule) => ruleOf(rule, bucket)),
    tagged: tagged.map(idOf),
    takeSmall: varies ? ["GLACIER", "DEEP_ARCHIVE"] : [],
  };
}

/** A rule of a bucket's own `lifecycleRules` as a `BucketLifecycleConfiguration` has it. */
function inOneForm(rule: Properties): Properties {
  const expiration = rule.expiration ?? objects(rule, "expirations")[0];
  const replaced = rule.noncurrentVersionExpiration ?? objects(rule, "noncurrentVersionExpirations")[0];
  const days = optionalNumber(rule, "abortIncompleteMultipartUploadDays");
  return {
    id: rule.id,
    status: rule.enabled === true ? "Enabled" : "Disabled",
    filter: { and: { prefix: rule.prefix, tags: rule.tags } },
    transitions: rule.transitions,
    noncurrentVersionTransitions: objects(rule, "noncurrentVersionTransitions").map(inDays),
    ...(expiration !== undefined && { expiration }),
    ...(replaced !== undefined && { noncurrentVersionExpiration: inDays(object({ replaced }, "replaced")) }),
    ...(days !== undefined && { abortIncompleteMultipartUpload: { daysAfterInitiation: days } }),
  };
}

const inDays = ({ days, ...rest }: Properties): Properties => ({ ...rest, noncurrentDays: days });

/** The provider makes an id where there is none. */
const idOf = (rule: Properties): string => optionalText(rule, "id") ?? "tf-s3-lifecycle";

/** What a filter asks, alone or among several things. */
const filterOf = (rule: Properties): Properties => {
  const filter = object(rule, "filter");
  return { prefix: rule.prefix, ...filter, ...object(filter, "and") };
};

function isTagged(rule: Properties): boolean {
  const { tag, tags } = filterOf(rule);
  return tag !== undefined || Object.keys(object({ tags }, "tags")).length > 0;
}

function ruleOf(rule: Properties, bucket: string): LifecycleRule {
  const filter = filterOf(rule);
  const where = { id: idOf(rule), bucket };
  const expiration = object(rule, "expiration");
  const made: LifecycleRule = {
    id: where.id,
    filter: {
      prefix: optionalText(filter, "prefix") ?? "",
      greaterThan: optionalNumber(filter, "objectSizeGreaterThan"),
      lessThan: optionalNumber(filter, "objectSizeLessThan"),
    },
    expiration: whenOf(expiration),
    expiresMarkers: expiration.expiredObjectDeleteMarker === true,
    transitions: objects(rule, "transitions").map((one) => {
      const when = whenOf(one);
      if (!when) throw refused(where, "a transition has neither days nor a date");
      return { ...when, to: targetOf(one, where) };
    }),
    noncurrentExpiration: noncurrentOf(object(rule, "noncurrentVersionExpiration")),
    noncurrentTransitions: objects(rule, "noncurrentVersionTransitions").map((one) => {
      const noncurrent = noncurrentOf(one);
      if (!noncurrent) throw refused(where, "a transition of noncurrent versions has no days");
      return { ...noncurrent, to: targetOf(one, where) };
    }),
    abortAfter: optionalNumber(object(rule, "abortIncompleteMultipartUpload"), "daysAfterInitiation"),
  };
  checkRule(made, bucket);
  return made;
}

function whenOf(properties: Properties): When | undefined {
  const date = optionalText(properties, "date");
  if (date !== undefined) return { date: Date.parse(date) };
  // The provider takes zero days of an expiration for none.
  const days = optionalNumber(properties, "days");
  const isMarkers = properties.expiredObjectDeleteMarker === true && days === 0;
  return days === undefined || isMarkers ? undefined : { days };
}

function noncurrentOf(properties: Properties): Noncurrent | undefined {
  const days = optionalNumber(properties, "noncurrentDays");
  return days === undefined ? undefined : { days, newer: optionalNumber(properties, "newerNoncurrentVersions") ?? 0 };
}

function targetOf({ storageClass }: Properties, where: { id: string; bucket: string }): Transition["to"] {
  if (isStorageClass(storageClass) && storageClass !== "STANDARD") return storageClass;
  throw refused(where, `${JSON.stringify(storageClass)} is no class that objects can go to`);
}
