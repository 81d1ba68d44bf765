import { object, objects, optionalNumber, optionalText, type Properties } from "../../src/graph/graph";
import { isRecord } from "../../src/is-record";
import { aws } from "../shell/aws";
import type { Item } from "./values";

/** Items of a page. */
const pageLength = 50;

/** The keys of a table or of one of its indexes. */
export interface Keys {
  /** Undefined for the table itself. */
  index?: string;
  partition: string;
  sort?: string;
}

export interface TableDescription {
  name: string;
  /** How many items it has. */
  count: number;
  /** Those of the table first. */
  keys: [Keys, ...Keys[]];
  /** Types of the keys' attributes by name: `S`, `N` or `B`. */
  types: Record<string, string>;
}

/** How keys are compared. */
export const comparisons = ["=", "begins_with", "<", "<=", ">", ">="] as const;

/** What is asked of a table; without a partition all that it holds is read. */
export interface Question {
  keys: Keys;
  partition: string;
  comparison: (typeof comparisons)[number];
  sort: string;
  /** Whether the last come first. */
  isBackward: boolean;
}

/** Some items, and where the next ones begin. */
export interface ItemPage {
  items: Item[];
  next?: Properties;
}

/** What a table is. */
export async function describe(TableName: string): Promise<TableDescription> {
  const table = object(await aws("dynamodb", "DescribeTable", { TableName }), "Table");
  const indexes = [...objects(table, "GlobalSecondaryIndexes"), ...objects(table, "LocalSecondaryIndexes")];
  const definitions = objects(table, "AttributeDefinitions");
  return {
    name: TableName,
    count: optionalNumber(table, "ItemCount") ?? 0,
    keys: [keysOf(table), ...indexes.map((index) => ({ ...keysOf(index), index: optionalText(index, "IndexName") }))],
    types: Object.fromEntries(
      definitions.map((one) => [optionalText(one, "AttributeName") ?? "", optionalText(one, "AttributeType") ?? "S"]),
    ),
  };
}

function keysOf(description: Properties): Keys {
  const named = (type: string): string | undefined => {
    const key = objects(description, "KeySchema").find(({ KeyType }) => KeyType === type);
    return key && optionalText(key, "AttributeName");
  };
  return { partition: named("HASH") ?? "", sort: named("RANGE") };
}

/** Reads items: those of a partition, or all. */
export async function itemsOf(table: TableDescription, question: Question, after?: Properties): Promise<ItemPage> {
  const { keys, isBackward, partition } = question;
  const page = { TableName: table.name, IndexName: keys.index, Limit: pageLength, ExclusiveStartKey: after };
  const answer =
    partition === ""
      ? await aws("dynamodb", "Scan", page)
      : await aws("dynamodb", "Query", { ...page, ...conditionOf(table, question), ScanIndexForward: !isBackward });
  const { LastEvaluatedKey: next } = answer;
  return { items: objects(answer, "Items"), next: isRecord(next) ? next : undefined };
}

function conditionOf({ types }: TableDescription, { keys, partition, comparison, sort }: Question): object {
  const typed = (name: string, value: string): object => ({ [types[name] ?? "S"]: value });
  const hasSort = keys.sort !== undefined && sort !== "";
  const second = comparison === "begins_with" ? "begins_with(#s, :s)" : `#s ${comparison} :s`;
  return {
    KeyConditionExpression: hasSort ? `#p = :p AND ${second}` : "#p = :p",
    ExpressionAttributeNames: { "#p": keys.partition, ...(hasSort && { "#s": keys.sort }) },
    ExpressionAttributeValues: {
      ":p": typed(keys.partition, partition),
      ...(hasSort && { ":s": typed(keys.sort ?? "", sort) }),
    },
  };
}

/** The key of an item in its table. */
export const keyOf = ({ keys: [{ partition, sort }] }: TableDescription, item: Item): Item => ({
  [partition]: item[partition],
  ...(sort !== undefined && { [sort]: item[sort] }),
});

/** Writes an item: a new one, or in the place of one that is there. */
export async function write(table: TableDescription, Item: Item, isNew: boolean): Promise<void> {
  await aws("dynamodb", "PutItem", {
    TableName: table.name,
    Item,
    ConditionExpression: isNew ? "attribute_not_exists(#p)" : "attribute_exists(#p)",
    ExpressionAttributeNames: { "#p": table.keys[0].partition },
  });
}

export async function remove(table: TableDescription, item: Item): Promise<void> {
  await aws("dynamodb", "DeleteItem", { TableName: table.name, Key: keyOf(table, item) });
}
