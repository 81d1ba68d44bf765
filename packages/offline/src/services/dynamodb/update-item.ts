import {
  addConsumedCapacity,
  createKey,
  type Item,
  itemSize,
  type TableDescription,
  validateKey,
  validateUpdates,
} from "dynalite/db";
import type { Checked } from "./checked";
import { validationError } from "./errors";
import { applied } from "./expressions/apply";
import type { UpdateAction } from "./expressions/ast";
import { project, projectionOf } from "./expressions/projection";
import { typeOf } from "./expressions/types";
import { type ParsedUpdate, staticTypeOf } from "./expressions/update-parser";
import { prefixes } from "./keys";
import { limitItemNesting } from "./nesting";
import type { View } from "./view";

/**
 * UpdateItem, which dynalite does wrongly where an update has several paths into one list.
 *
 * @throws what UpdateItem answers, as an {AwsError} or in dynalite's form
 */
export async function updateItem(view: View, request: Checked): Promise<unknown> {
  const { TableName = "", Key = {}, ReturnValues, meaning } = request;
  const table = view.table(TableName);
  const invalid = validateKey(Key, table) ?? invalidUpdate(meaning.update, table);
  if (invalid) throw invalid;
  const key = createKey(Key, table);
  const stored = prefixes.item(TableName) + key;
  await new Promise<void>((resolve) => view.lock(stored, resolve));
  const existing = view.lookUp(stored);
  const { actions = [], mismatch } = meaning.update ?? {};
  const item = applied(actions, existing ?? Key, mismatch);
  checkItem(item, table, actions, view.options.maxItemSize);
  view.replace(TableName, key, item);
  return {
    ...returned(ReturnValues, actions, existing, item),
    ConsumedCapacity: addConsumedCapacity(request, false, existing, item),
  };
}

function invalidUpdate(update: ParsedUpdate | undefined, table: TableDescription): Error | undefined | null {
  if (!update) return undefined;
  const sections = update.actions.map((action) => ({ path: action.path, attrType: givenType(action) }));
  const nestedPaths = Object.fromEntries([...update.names.nested].map((name) => [name, true]));
  return validateUpdates(undefined, { sections, nestedPaths }, table);
}

/** The type that an action gives its attribute, if that can be known without the item. */
function givenType(action: UpdateAction): string | undefined {
  switch (action.kind) {
    case "set":
      return staticTypeOf(action.value);
    case "add":
    case "delete":
      return typeOf(action.value);
    case "remove":
      return undefined;
  }
}

function checkItem(item: Item, table: TableDescription, actions: readonly UpdateAction[], maxItemSize: number): void {
  const updated = new Set(actions.map(({ path }) => path[0]));
  for (const index of [...(table.GlobalSecondaryIndexes ?? []), ...(table.LocalSecondaryIndexes ?? [])])
    for (const { AttributeName } of index.KeySchema) {
      const value = updated.has(AttributeName) ? item[AttributeName] : undefined;
      const definition = table.AttributeDefinitions.find((one) => one.AttributeName === AttributeName);
      if (value && typeOf(value) !== definition?.AttributeType)
        throw validationError("The update expression attempted to update the secondary index key to unsupported type");
    }
  limitItemNesting(item);
  if (itemSize(item) > maxItemSize) throw validationError("Item size to update has exceeded the maximum allowed size");
}

function returned(
  wanted: string | undefined,
  actions: readonly UpdateAction[],
  existing: Item | undefined,
  item: Item,
): { Attributes?: Item } {
  switch (wanted) {
    case "ALL_OLD":
      return existing ? { Attributes: existing } : {};
    case "ALL_NEW":
      return { Attributes: item };
    case "UPDATED_OLD":
      return existing ? { Attributes: project(projectionOf(actions.map(({ path }) => path)), existing) } : {};
    case "UPDATED_NEW": {
      // An index that was removed is another element's now.
      const left = actions.filter(({ kind, path }) => kind !== "remove" || typeof path.at(-1) === "string");
      return { Attributes: project(projectionOf(left.map(({ path }) => path)), item) };
    }
    default:
      return {};
  }
}
