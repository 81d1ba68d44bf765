import { UserError } from "../../errors";
import {
  type Graph,
  object,
  objects,
  ofType,
  optionalNumber,
  optionalText,
  type Properties,
  text,
  texts,
} from "../../graph/graph";
import type { TableSettings } from "./tables";

type GlobalIndex = NonNullable<TableSettings["globalSecondaryIndexes"]>[number];

/**
 * The tables that a program declares.
 *
 * @throws UserError for an index with keys of several attributes, which is not embedded, and for a stream that AWS would
 *   refuse
 */
export const tablesOf = (graph: Graph): TableSettings[] =>
  ofType(graph, "aws:dynamodb/table:Table").map(({ inputs, outputs }) => ({
    name: text(outputs, "name"),
    attributes: objects(inputs, "attributes").map(({ name, type }) => ({ name: String(name), type: String(type) })),
    hashKey: text(inputs, "hashKey"),
    rangeKey: optionalText(inputs, "rangeKey"),
    billingMode: optionalText(inputs, "billingMode"),
    ...capacityOf(inputs),
    globalSecondaryIndexes: objects(inputs, "globalSecondaryIndexes").map((index) => ({
      ...projectionOf(index),
      ...capacityOf(index),
      ...keysOf(index),
    })),
    localSecondaryIndexes: objects(inputs, "localSecondaryIndexes").map((index) => ({
      ...projectionOf(index),
      rangeKey: text(index, "rangeKey"),
    })),
    ttl: {
      attributeName: optionalText(object(inputs, "ttl"), "attributeName"),
      enabled: object(inputs, "ttl").enabled === true,
    },
    pointInTimeRecovery: {
      enabled: object(inputs, "pointInTimeRecovery").enabled === true,
      days: optionalNumber(object(inputs, "pointInTimeRecovery"), "recoveryPeriodInDays"),
    },
    deletionProtectionEnabled: inputs.deletionProtectionEnabled === true,
    stream: inputs.streamEnabled === true ? streamOf(inputs, outputs) : undefined,
  }));

const viewTypes = ["KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"];

function streamOf(inputs: Properties, outputs: Properties): TableSettings["stream"] {
  const viewType = String(inputs.streamViewType);
  if (!viewTypes.includes(viewType))
    throw new UserError(
      `AWS would refuse the stream of table ${text(outputs, "name")}: its streamViewType must be one of ${viewTypes.join(", ")}`,
    );
  return { viewType, arn: text(outputs, "streamArn"), label: text(outputs, "streamLabel") };
}

const capacityOf = (properties: Properties) => ({
  readCapacity: optionalNumber(properties, "readCapacity"),
  writeCapacity: optionalNumber(properties, "writeCapacity"),
});

const projectionOf = (index: Properties) => ({
  name: text(index, "name"),
  projectionType: text(index, "projectionType"),
  nonKeyAttributes: texts(index, "nonKeyAttributes"),
});

/** An index names its keys by `hashKey` and `rangeKey`, or by the provider's newer `keySchemas`. */
function keysOf(index: Properties): Pick<GlobalIndex, "hashKey" | "rangeKey"> {
  const schemas = objects(index, "keySchemas");
  if (schemas.length === 0) return { hashKey: text(index, "hashKey"), rangeKey: optionalText(index, "rangeKey") };
  const named = (type: string) =>
    schemas.filter(({ keyType }) => keyType === type).map((key) => text(key, "attributeName"));
  const [[hashKey, ...moreHash], [rangeKey, ...moreRange]] = [named("HASH"), named("RANGE")];
  if (hashKey === undefined || moreHash.length + moreRange.length > 0) {
    throw new UserError(
      `the DynamoDB index ${text(index, "name")} must have one HASH and at most one RANGE attribute: keys of several attributes are not embedded`,
    );
  }
  return { hashKey, rangeKey };
}
