/** The parts of dynalite that the host uses. It ships no types; the version is pinned, so its inner modules are stable. */
declare module "dynalite/db" {
  /** A checked one has exactly one of the members. */
  export interface AttributeValue {
    S?: string;
    N?: string;
    B?: string;
    BOOL?: boolean;
    NULL?: boolean;
    SS?: string[];
    NS?: string[];
    BS?: string[];
    L?: AttributeValue[];
    M?: Item;
  }

  export type Item = Record<string, AttributeValue>;

  export interface KeySchemaElement {
    AttributeName: string;
    KeyType: string;
  }

  export interface Throughput {
    ReadCapacityUnits?: number;
    WriteCapacityUnits?: number;
  }

  export interface IndexDescription {
    IndexName: string;
    KeySchema: KeySchemaElement[];
    Projection: { ProjectionType?: string; NonKeyAttributes?: string[] };
    IndexStatus?: string;
    ProvisionedThroughput?: Throughput;
  }

  export interface TableDescription {
    TableName: string;
    ProvisionedThroughput?: Throughput;
    TableId?: string;
    TableStatus: string;
    AttributeDefinitions: { AttributeName: string; AttributeType: string }[];
    KeySchema: KeySchemaElement[];
    GlobalSecondaryIndexes?: IndexDescription[];
    LocalSecondaryIndexes?: IndexDescription[];
    /** Of a table whose changes are recorded; dynalite hands these on. */
    StreamSpecification?: { StreamEnabled: boolean; StreamViewType: string };
    LatestStreamArn?: string;
    LatestStreamLabel?: string;
  }

  /** Expressions, as they arrive; the host takes them out before dynalite would parse them. */
  export interface ExpressionMembers {
    UpdateExpression?: string;
    ConditionExpression?: string;
    KeyConditionExpression?: string;
    FilterExpression?: string;
    ProjectionExpression?: string;
    ExpressionAttributeNames?: Record<string, string>;
    ExpressionAttributeValues?: Item;
  }

  export interface WriteRequest {
    PutRequest?: { Item: Item };
    DeleteRequest?: { Key: Item };
  }

  export interface KeysAndAttributes extends ExpressionMembers {
    Keys: Item[];
    AttributesToGet?: string[];
    ConsistentRead?: boolean;
    _projection?: Projected;
  }

  /** A condition of the older form, on one attribute. */
  export interface KeyCondition {
    ComparisonOperator?: string;
    AttributeValueList?: AttributeValue[];
  }

  export interface ExpectedAttributeValue extends KeyCondition {
    Value?: AttributeValue;
    Exists?: boolean;
  }

  export interface AttributeValueUpdate {
    Action?: string;
    Value?: AttributeValue;
  }

  type Flags = Record<string, boolean>;

  /** What dynalite checks of a projection: that no path leads into a key. */
  export interface Projected {
    nestedPaths: Flags;
  }

  /** What dynalite takes for a filter. */
  export interface Filter extends Projected {
    pathHeads: Flags;
    expression: { type: string; args: never[] };
  }

  /** A request after `checkTypes`: known members only, each of its type. */
  export interface Request extends ExpressionMembers {
    TableName?: string;
    IndexName?: string;
    ResourceArn?: string;
    Key?: Item;
    Item?: Item;
    ExclusiveStartKey?: Item;
    RequestItems?: Record<string, WriteRequest[] | KeysAndAttributes>;
    KeyConditions?: Record<string, KeyCondition>;
    QueryFilter?: Record<string, KeyCondition>;
    ScanFilter?: Record<string, KeyCondition>;
    AttributeUpdates?: Record<string, AttributeValueUpdate>;
    Expected?: Record<string, ExpectedAttributeValue>;
    ConditionalOperator?: string;
    AttributesToGet?: string[];
    ConsistentRead?: boolean;
    Select?: string;
    Segment?: number;
    TotalSegments?: number;
    ReturnValues?: string;
    ReturnConsumedCapacity?: string;
    ReturnItemCollectionMetrics?: string;
    ReturnValuesOnConditionCheckFailure?: string;
    _filter?: Filter;
    _projection?: Projected;
  }

  export type Callback<Value = unknown> = (error: Error | null, value?: Value) => void;

  export interface Range {
    gt?: string;
    gte?: string;
    lt?: string;
    lte?: string;
    reverse?: boolean;
    limit?: number;
  }

  export type Write = { type: "put"; key: string; value: unknown } | { type: "del"; key: string };

  type Release = <Arguments extends unknown[]>(done: (...values: Arguments) => void) => (...values: Arguments) => void;

  /** A part of the storage, with keys of its own. */
  export interface SubStore {
    get(key: string, callback: Callback): void;
    put(key: string, value: unknown, callback: Callback): void;
    del(key: string, callback: Callback): void;
    batch(writes: Write[], callback: Callback): void;
    lock(key: string, run: (release: Release) => void): void;
    createKeyStream(range?: Range): NodeJS.EventEmitter;
    createValueStream(range?: Range): NodeJS.EventEmitter;
  }

  /** What an action works on. */
  export interface Store {
    options: { maxItemSize: number; createTableMs: number; deleteTableMs: number; updateTableMs: number };
    tableDb: SubStore & { awsAccountId: string; awsRegion: string };
    getTable(name: string, callback: Callback<TableDescription>): void;
    getTable(name: string, checkStatus: false, callback: Callback<TableDescription>): void;
    getItemDb(table: string): SubStore;
    deleteItemDb(table: string, callback: Callback): void;
    getIndexDb(type: string, table: string, index: string): SubStore;
    deleteIndexDb(type: string, table: string, index: string, callback: Callback): void;
    getTagDb(table: string): SubStore;
    deleteTagDb(table: string, callback: Callback): void;
  }

  export interface Cursor<Entry> {
    /** The next entries, at most `size`; empty at the end. */
    nextv(size: number): Promise<Entry[]>;
    close(): Promise<void>;
  }

  /** The key under which a table, or an index with that schema, files an item. */
  export function createKey(item: Item, table: TableDescription): string;

  /** What is wrong with a key, if anything. */
  export function validateKey(key: Item, table: TableDescription): Error | undefined | null;

  /** What is wrong with the attributes that an update changes, if anything: keys, and types of indexes' keys. */
  export function validateUpdates(
    attributeUpdates: undefined,
    updates: { sections: { path: readonly (string | number)[]; attrType?: string }[]; nestedPaths: Flags },
    table: TableDescription,
  ): Error | undefined | null;

  /** The `ConsumedCapacity` that a request asks for; undefined if it asks for none. */
  export function addConsumedCapacity(
    request: Request,
    isRead: boolean,
    newItem: Item | undefined,
    oldItem?: Item,
  ): unknown;

  /** Size in bytes as DynamoDB counts it. */
  export function itemSize(item: Item): number;

  /** The entries that indexes gain and lose when `item` takes the place of `existing`. */
  export function getIndexActions(
    indexes: IndexDescription[],
    existing: Item | undefined,
    item: Item | undefined,
    table: TableDescription,
  ): { puts: { index: string; key: string; item: Item }[]; deletes: { index: string; key: string }[] };
}

declare module "dynalite/validations" {
  import type { AttributeValue, Request } from "dynalite/db";

  export type Types = Record<string, unknown>;
  /** What the rules of an operation need to know. */
  export interface Facts {
    options: { maxItemSize: number };
    tableDb: { awsAccountId: string };
  }
  export type Custom = (request: Request, facts: Facts) => string | undefined;
  /** Removes unknown members; throws an error with `statusCode` and `body` where a type is wrong. */
  export function checkTypes(body: unknown, types: Types): Request;
  /** What is wrong with a value, if anything; writes its numbers in their one form. */
  export function validateAttributeValue(value: AttributeValue): string | undefined;
  /** What is wrong with the presence of members; may shorten the last list. */
  export function validateExpressionParams(
    request: object,
    expressions: string[],
    nonExpressions: string[],
  ): string | undefined;
  /** Throws an error with `statusCode` and `body`. */
  export function checkValidations(request: Request, types: Types, custom: Custom | undefined, facts: Facts): void;
}

declare module "dynalite/validations/*" {
  import type { Custom, Types } from "dynalite/validations";
  export const types: Types;
  export const custom: Custom | undefined;
}

declare module "dynalite/actions/*" {
  import type { Callback, Request, Store } from "dynalite/db";
  const action: (store: Store, request: Request, callback: Callback) => void;
  export = action;
}
