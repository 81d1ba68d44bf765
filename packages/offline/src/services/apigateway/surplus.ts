import { object, optionalText, type Properties } from "../../graph/graph";
import { isRecord } from "../../is-record";

/** How many faults of a body are named: it may have a hundred thousand, and each takes the validator's time. */
export const mostFaults = 20;

/**
 * A value with no more unknown fields than are named, where its schema allows none: it is as wrong as before.
 *
 * @param document where the schema's references lead
 */
export function withoutSurplus(value: unknown, schema: Properties, document: Properties): unknown {
  const referred = referredTo(schema, document);
  if (referred) return withoutSurplus(value, referred, document);
  // What the schema says nothing of is not looked into.
  const { items } = schema;
  if (Array.isArray(value)) return isRecord(items) ? value.map((one) => withoutSurplus(one, items, document)) : value;
  if (!isRecord(value)) return value;
  const properties = object(schema, "properties");
  let left = schema.additionalProperties === false && schema.patternProperties === undefined ? mostFaults : Infinity;
  const kept = Object.entries(value).filter(([name]) => Object.hasOwn(properties, name) || left-- > 0);
  return Object.fromEntries(
    kept.map(([name, one]) => [
      name,
      Object.hasOwn(properties, name) ? withoutSurplus(one, object(properties, name), document) : one,
    ]),
  );
}

/** The schema that a reference of the document's own is for: it may be a reference again. */
function referredTo(schema: Properties, document: Properties): Properties | undefined {
  const name = /^#\/components\/schemas\/([^/]+)$/.exec(optionalText(schema, "$ref") ?? "")?.[1];
  return name === undefined ? undefined : object(object(object(document, "components"), "schemas"), name);
}

/** A value whose lists have their first members alone: of what is wrong with a long list, these are enough to tell. */
export function withShortLists(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, mostFaults).map(withShortLists);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withShortLists(one)]));
}
