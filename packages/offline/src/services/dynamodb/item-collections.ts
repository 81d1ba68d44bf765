import type { Item, Request } from "dynalite/db";
import { isRecord } from "../../is-record";
import type { Catalog } from "./catalog";

/**
 * An answer with the metrics of the item collections that were written to, if they were asked for. Only tables with local
 * indexes have collections, and none of this host's comes near the limit of ten gigabytes: each is said to be below one.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LSI.html#LSI.ItemCollections
 */
export function withCollections(request: Request, catalog: Catalog, answer: unknown): unknown {
  if (request.ReturnItemCollectionMetrics !== "SIZE" || !isRecord(answer)) return answer;
  const metrics = (table: string, item: Item) => metricsOf(catalog, table, item);
  const { TableName, Key, Item, RequestItems } = request;
  if (TableName !== undefined) {
    const [ItemCollectionMetrics] = metrics(TableName, Item ?? Key ?? {});
    return ItemCollectionMetrics ? { ...answer, ItemCollectionMetrics } : answer;
  }
  const byTable = Object.entries(RequestItems ?? {}).map(([table, writes]) => [
    table,
    (Array.isArray(writes) ? writes : []).flatMap(({ PutRequest, DeleteRequest }) =>
      metrics(table, PutRequest?.Item ?? DeleteRequest?.Key ?? {}),
    ),
  ]);
  return {
    ...answer,
    ItemCollectionMetrics: Object.fromEntries(byTable.filter(([, list]) => list && list.length > 0)),
  };
}

function metricsOf(catalog: Catalog, name: string, item: Item): object[] {
  const table = catalog.get(name);
  const hashKey = table?.KeySchema[0]?.AttributeName;
  if (hashKey === undefined || !table?.LocalSecondaryIndexes?.length) return [];
  return [{ ItemCollectionKey: { [hashKey]: item[hashKey] }, SizeEstimateRangeGB: [0, 1] }];
}
