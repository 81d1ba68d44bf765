import type { AttributeValue, Item, TableDescription } from "dynalite/db";
import { isRecord } from "../../is-record";
import type { Access, Location } from "../../protocol/service";
import type { Catalog } from "./catalog";
import type { Checked } from "./checked";
import type { Meaning } from "./expressions/request";

type Context = NonNullable<Access["context"]>;

/** What the access of a request depends on. */
export interface Scope {
  location: Location;
  catalog: Catalog;
}

export const tableArn = ({ region, account }: Location, name: string): string =>
  `arn:aws:dynamodb:${region}:${account}:table/${name}`;

/**
 * What IAM judges of a checked request that is about one table, several (a batch), or none.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 */
export function accessOf(operation: string, request: Checked, scope: Scope): Access[] {
  const action = `dynamodb:${operation}`;
  if (operation === "ListTables") return [{ action, resource: "*" }];
  if (request.RequestItems) return batchAccess(action, request, scope);
  // Dynalite goes by the name at the end alone, so that is what is judged, whatever stands before it.
  if (request.ResourceArn !== undefined)
    return [{ action, resource: tableArn(scope.location, request.ResourceArn.split("/").pop() ?? "") }];
  const { TableName } = request;
  return TableName === undefined ? [] : [itemAccess(action, TableName, request, scope)];
}

/** As {@link accessOf}, for a request that failed its check: a caller without the right to ask learns only that. */
export function outline(body: Record<string, unknown>): Checked {
  const request: Checked = { meaning: {} };
  for (const name of ["TableName", "IndexName", "ResourceArn"] as const) {
    const value = body[name];
    if (typeof value === "string") request[name] = value;
  }
  if (isRecord(body.RequestItems))
    request.RequestItems = Object.fromEntries(Object.keys(body.RequestItems).map((table) => [table, []]));
  return request;
}

/** The access of an action on one table or index. */
export function itemAccess(action: string, table: string, request: Checked, scope: Scope): Access {
  const arn = tableArn(scope.location, table);
  return {
    action,
    resource: request.IndexName === undefined ? arn : `${arn}/index/${request.IndexName}`,
    context: contextOf(request, scope.catalog.get(table)),
  };
}

function contextOf(request: Checked, table: TableDescription | undefined): Context {
  const context: Context = {};
  const leading = leadingKey(request, table);
  if (leading !== undefined) context["dynamodb:LeadingKeys"] = [leading];
  const attributes = attributesOf(request);
  if (attributes.length > 0) context["dynamodb:Attributes"] = attributes;
  const select = request.Select ?? (projected(request.meaning).length > 0 ? "SPECIFIC_ATTRIBUTES" : undefined);
  if (select !== undefined) context["dynamodb:Select"] = select;
  if (request.ReturnValues !== undefined) context["dynamodb:ReturnValues"] = request.ReturnValues;
  return context;
}

/** The partition key that a request names; of the index, if it reads one. */
function leadingKey(request: Checked, table: TableDescription | undefined): string | undefined {
  const indexes = [...(table?.GlobalSecondaryIndexes ?? []), ...(table?.LocalSecondaryIndexes ?? [])];
  const index = indexes.find(({ IndexName }) => IndexName === request.IndexName);
  const name = (index ?? table)?.KeySchema[0]?.AttributeName;
  if (name === undefined) return undefined;
  const item = request.Key ?? request.Item;
  return scalar(item ? item[name] : request.KeyConditions?.[name]?.AttributeValueList?.[0]);
}

const scalar = (value: AttributeValue | undefined): string | undefined => value?.S ?? value?.N ?? value?.B;

/** The top-level attributes that a request names, in its keys and its expressions. */
const attributesOf = ({ Key, Item, KeyConditions, meaning }: Checked): string[] => [
  ...new Set([
    ...Object.keys(Key ?? Item ?? KeyConditions ?? {}),
    ...projected(meaning),
    ...[meaning.update, meaning.condition, meaning.filter].flatMap((part) => [...(part?.names.heads ?? [])]),
  ]),
];

const projected = ({ projection }: Meaning): string[] => [...(projection?.names.heads ?? [])];

function batchAccess(action: string, { RequestItems = {}, meaning: { tables = {} } }: Checked, scope: Scope): Access[] {
  return Object.entries(RequestItems).map(([table, asked]) => {
    const description = scope.catalog.get(table);
    const contexts = (Array.isArray(asked) ? asked.map(writtenItem) : asked.Keys).map((Key) =>
      contextOf({ Key, meaning: {} }, description),
    );
    const own = Array.isArray(asked) ? {} : contextOf({ meaning: tables[table] ?? {} }, description);
    return { action, resource: tableArn(scope.location, table), context: merged([own, ...contexts]) };
  });
}

const writtenItem = (write: { PutRequest?: { Item: Item }; DeleteRequest?: { Key: Item } }): Item =>
  write.PutRequest?.Item ?? write.DeleteRequest?.Key ?? {};

/** One context of several: every value of every key. */
function merged(contexts: Context[]): Context {
  const values = new Map<string, Set<string>>();
  for (const context of contexts)
    for (const [key, value] of Object.entries(context))
      values.set(key, new Set([...(values.get(key) ?? []), ...(typeof value === "string" ? [value] : value)]));
  return Object.fromEntries([...values].map(([key, value]) => [key, [...value]]));
}
