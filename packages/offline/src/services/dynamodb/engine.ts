import batchGetItem from "dynalite/actions/batchGetItem";
import batchWriteItem from "dynalite/actions/batchWriteItem";
import createTable from "dynalite/actions/createTable";
import deleteItem from "dynalite/actions/deleteItem";
import deleteTable from "dynalite/actions/deleteTable";
import describeTable from "dynalite/actions/describeTable";
import getItem from "dynalite/actions/getItem";
import listTables from "dynalite/actions/listTables";
import listTagsOfResource from "dynalite/actions/listTagsOfResource";
import putItem from "dynalite/actions/putItem";
import query from "dynalite/actions/query";
import scan from "dynalite/actions/scan";
import tagResource from "dynalite/actions/tagResource";
import untagResource from "dynalite/actions/untagResource";
import updateTable from "dynalite/actions/updateTable";
import * as validations from "dynalite/validations";
import * as batchGetItemRules from "dynalite/validations/batchGetItem";
import * as batchWriteItemRules from "dynalite/validations/batchWriteItem";
import * as createTableRules from "dynalite/validations/createTable";
import * as deleteItemRules from "dynalite/validations/deleteItem";
import * as deleteTableRules from "dynalite/validations/deleteTable";
import * as describeTableRules from "dynalite/validations/describeTable";
import * as getItemRules from "dynalite/validations/getItem";
import * as listTablesRules from "dynalite/validations/listTables";
import * as listTagsOfResourceRules from "dynalite/validations/listTagsOfResource";
import * as putItemRules from "dynalite/validations/putItem";
import * as queryRules from "dynalite/validations/query";
import * as scanRules from "dynalite/validations/scan";
import * as tagResourceRules from "dynalite/validations/tagResource";
import * as untagResourceRules from "dynalite/validations/untagResource";
import * as updateItemRules from "dynalite/validations/updateItem";
import * as updateTableRules from "dynalite/validations/updateTable";
import { finished, withoutExpressions } from "./answers";
import { type Checked, checkMeaning } from "./checked";
import { fromDynalite } from "./errors";
import { withCollections } from "./item-collections";
import { refusePrototypes, refuseUnknownMembers } from "./members";
import { limitNesting } from "./nesting";
import { updateItem } from "./update-item";
import type { View } from "./view";

/** Dynalite does not know this member and would drop it; {@link Database.run} acts on it. */
const oldItemOnFailure = {
  ReturnValuesOnConditionCheckFailure: { type: "String", enum: ["ALL_OLD", "NONE"] },
};

const also = (rules: typeof putItemRules, types: validations.Types) => ({
  types: { ...rules.types, ...types },
  custom: rules.custom,
});

const withOldItem = (rules: typeof putItemRules) => also(rules, oldItemOnFailure);

const operations = {
  BatchGetItem: { action: batchGetItem, rules: batchGetItemRules },
  BatchWriteItem: { action: batchWriteItem, rules: batchWriteItemRules },
  CreateTable: { action: createTable, rules: createTableRules },
  DeleteItem: { action: deleteItem, rules: withOldItem(deleteItemRules) },
  DeleteTable: { action: deleteTable, rules: deleteTableRules },
  DescribeTable: { action: describeTable, rules: describeTableRules },
  GetItem: { action: getItem, rules: getItemRules },
  ListTables: { action: listTables, rules: listTablesRules },
  ListTagsOfResource: { action: listTagsOfResource, rules: listTagsOfResourceRules },
  PutItem: { action: putItem, rules: withOldItem(putItemRules) },
  Query: { action: query, rules: queryRules },
  Scan: { action: scan, rules: also(scanRules, { ConsistentRead: "Boolean" }) },
  TagResource: { action: tagResource, rules: tagResourceRules },
  UntagResource: { action: untagResource, rules: untagResourceRules },
  UpdateItem: { rules: withOldItem(updateItemRules) },
  UpdateTable: { action: updateTable, rules: updateTableRules },
};

/** An operation whose requests dynalite checks; it does all of them but UpdateItem. */
export type Operation = keyof typeof operations;

/** Their names. */
export const operationNames = Object.keys(operations);

/** The members of an operation's input that dynalite knows; it would drop all others without a word. */
export const membersOf = (operation: Operation): string[] => [
  ...Object.keys(operations[operation].rules.types),
  ...(besides[operation] ?? []),
];

/** What it drops rightly: streams that are on are refused before, and so are new indexes. */
const besides: Partial<Record<Operation, string[]>> = {
  CreateTable: ["StreamSpecification"],
  UpdateTable: ["StreamSpecification", "AttributeDefinitions"],
};

export const isOperation = (name: string): name is Operation => Object.hasOwn(operations, name);

/**
 * Checks a request without looking at any data: types, nesting and constraints, as dynalite does it, then expressions.
 *
 * Dynalite's HTTP server is left out: it would parse and hash each body a second time, check a signature that the
 * endpoint has verified, and end the process when an action throws.
 *
 * @throws {AwsError} ValidationException or SerializationException
 */
export function check(operation: Operation, body: Record<string, unknown>, facts: validations.Facts): Checked {
  const { types, custom } = operations[operation].rules;
  try {
    const dropped = Object.fromEntries((besides[operation] ?? []).map((name) => [name, "Structure"]));
    refuseUnknownMembers(operation, body, { ...types, ...dropped });
    refusePrototypes(operation, body);
    const request = validations.checkTypes(body, types);
    limitNesting(request);
    validations.checkValidations(request, types, undefined, facts);
    return checkMeaning(operation, request, custom, facts);
  } catch (error) {
    throw fromDynalite(error);
  }
}

/**
 * Does a checked request on a view of the data; what it writes stays in the view until that is committed.
 *
 * @throws {AwsError} the operation's errors; an InternalServerError for a defect of dynalite
 */
export async function perform(operation: Operation, view: View, request: Checked): Promise<unknown> {
  try {
    const { catalog } = view.database;
    if (operation === "UpdateItem") return withCollections(request, catalog, await updateItem(view, request));
    const { action } = operations[operation];
    const answer = await new Promise((resolve, reject) => {
      view.onDefect = reject;
      action(view, withoutExpressions(request), (error, answer) => (error ? reject(error) : resolve(answer)));
    });
    return withCollections(request, catalog, finished(request, answer));
  } catch (error) {
    throw fromDynalite(error);
  }
}
