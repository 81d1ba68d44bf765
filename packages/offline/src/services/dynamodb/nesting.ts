import type { AttributeValue, Item, KeyCondition, Request } from "dynalite/db";
import { validationError } from "./errors";

/** A scalar within 31 maps or lists is 32 levels deep. */
const limits = { containers: 31 } as const;

/** What DynamoDB answers to values that are nested beyond 32 levels. */
export const nestedTooDeeply = () =>
  validationError(
    "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit",
  );

/**
 * Refuses values that are nested too deeply, wherever a request has them: what follows goes through them recursively.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-attributes
 * @throws {AwsError} ValidationException
 */
export function limitNesting(request: Request): void {
  for (const value of valuesOf(request)) if (isDeeperThan(limits.containers, value)) throw nestedTooDeeply();
}

/** As {@link limitNesting}, for an item that an update has made. */
export function limitItemNesting(item: Item): void {
  for (const value of Object.values(item)) if (isDeeperThan(limits.containers, value)) throw nestedTooDeeply();
}

function isDeeperThan(levels: number, { M, L }: AttributeValue): boolean {
  const children = M ? Object.values(M) : L;
  if (!children) return false;
  return levels === 0 || children.some((child) => isDeeperThan(levels - 1, child));
}

/** All attribute values of a request. */
function* valuesOf(request: Request): Iterable<AttributeValue> {
  const { Key = {}, Item = {}, ExclusiveStartKey = {}, ExpressionAttributeValues = {} } = request;
  for (const item of [Key, Item, ExclusiveStartKey, ExpressionAttributeValues]) yield* Object.values(item);
  for (const { Value } of Object.values(request.AttributeUpdates ?? {})) if (Value) yield Value;
  for (const { Value } of Object.values(request.Expected ?? {})) if (Value) yield Value;
  for (const conditions of [request.Expected, request.QueryFilter, request.ScanFilter, request.KeyConditions])
    yield* conditionValues(conditions);
  for (const asked of Object.values(request.RequestItems ?? {}))
    for (const item of Array.isArray(asked) ? asked.map(itemOf) : (asked.Keys ?? [])) yield* Object.values(item ?? {});
}

function* conditionValues(conditions: Record<string, KeyCondition> = {}): Iterable<AttributeValue> {
  for (const { AttributeValueList } of Object.values(conditions)) yield* AttributeValueList ?? [];
}

const itemOf = (write: { PutRequest?: { Item?: Item }; DeleteRequest?: { Key?: Item } }): Item =>
  write.PutRequest?.Item ?? write.DeleteRequest?.Key ?? {};
