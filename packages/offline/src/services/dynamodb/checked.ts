import type { ExpressionMembers, KeysAndAttributes, Request } from "dynalite/db";
import * as validations from "dynalite/validations";
import { constraintError, validationError } from "./errors";
import { legacyCondition, legacyProjection, legacyUpdate } from "./expressions/legacy";
import { checkValue, type Meaning, meaningOf } from "./expressions/request";

/** A request that has been checked, and what it means by its expressions. */
export interface Checked extends Request {
  meaning: Meaning & {
    /** The same for each table of a BatchGetItem. */
    tables?: Record<string, TableMeaning>;
  };
}

/** What is asked of a table of a BatchGetItem. */
export interface TableMeaning extends Meaning {
  /** The projection as it arrived: what is not processed is to be asked again. */
  asked: Omit<KeysAndAttributes, "Keys">;
}

/** The members of an operation that hold expressions, and those that these replaced. */
interface ExpressionRules {
  expressions: (keyof ExpressionMembers)[];
  legacy: string[];
}

const writes: ExpressionRules = {
  expressions: ["ConditionExpression"],
  legacy: ["Expected", "ConditionalOperator"],
};

const gets: ExpressionRules = { expressions: ["ProjectionExpression"], legacy: ["AttributesToGet"] };

const rules: Record<string, ExpressionRules> = {
  PutItem: writes,
  DeleteItem: writes,
  UpdateItem: {
    expressions: ["UpdateExpression", "ConditionExpression"],
    legacy: ["AttributeUpdates", "Expected", "ConditionalOperator"],
  },
  GetItem: gets,
  Query: {
    expressions: ["ProjectionExpression", "FilterExpression", "KeyConditionExpression"],
    legacy: ["AttributesToGet", "QueryFilter", "ConditionalOperator", "KeyConditions"],
  },
  Scan: {
    expressions: ["ProjectionExpression", "FilterExpression"],
    legacy: ["AttributesToGet", "ScanFilter", "ConditionalOperator"],
  },
};

/** What a query is checked with where its key conditions are an expression. */
const anyKeys = { "": { ComparisonOperator: "NULL", AttributeValueList: [] } };

/**
 * Checks what dynalite's own rules leave to each operation, and reads the expressions: dynalite's parser, which takes
 * exponential time, never sees one.
 *
 * @param custom dynalite's rules of the operation
 * @throws {AwsError} ValidationException
 */
export function checkMeaning(
  operation: string,
  request: Request,
  custom: validations.Custom | undefined,
  facts: validations.Facts,
): Checked {
  const refuse = (fault: string | undefined) => {
    if (fault) throw validationError(fault);
  };
  const taken = takeExpressions(request, rules[operation]);
  const tables = operation === "BatchGetItem" ? takeTables(request) : undefined;
  checkLegacy(request);
  refuse(ignoredFault(operation, request, taken));
  if (taken.KeyConditionExpression !== undefined) request.KeyConditions = { ...anyKeys };
  refuse(custom?.(request, facts));
  const meaning = meaningOf(taken);
  if (meaning.keys) {
    request.KeyConditions = meaning.keys.conditions;
    refuse(custom?.(request, facts));
  }
  addLegacy(request, meaning);
  return { ...request, meaning: tables ? { ...meaning, tables: readTables(tables) } : meaning };
}

/** The expressions of a BatchGetItem by table. */
const readTables = (tables: TakenTable[]): Record<string, TableMeaning> =>
  Object.fromEntries(tables.map(({ name, taken, attributes }) => [name, tableMeaning(taken, attributes)]));

function tableMeaning(taken: ExpressionMembers, AttributesToGet: string[] | undefined): TableMeaning {
  const { ProjectionExpression, ExpressionAttributeNames } = taken;
  const meaning = meaningOf(taken);
  if (AttributesToGet) meaning.projection = legacyProjection(AttributesToGet);
  return { ...meaning, asked: { ProjectionExpression, ExpressionAttributeNames, AttributesToGet } };
}

interface TakenTable {
  name: string;
  taken: ExpressionMembers;
  attributes: string[] | undefined;
}

/** Takes the expressions out of a request, or out of a part of it. */
function takeExpressions(request: Request | KeysAndAttributes, rule: ExpressionRules | undefined): ExpressionMembers {
  if (!rule) return {};
  const fault = validations.validateExpressionParams(request, [...rule.expressions], [...rule.legacy]);
  if (fault) throw validationError(fault);
  const taken: ExpressionMembers = { ...request };
  for (const member of rule.expressions) delete request[member];
  delete request.ExpressionAttributeNames;
  delete request.ExpressionAttributeValues;
  return taken;
}

/** The same for the tables of a BatchGetItem. */
const takeTables = (request: Request): TakenTable[] =>
  Object.entries(request.RequestItems ?? {}).flatMap(([name, asked]) =>
    Array.isArray(asked) ? [] : [{ name, taken: takeExpressions(asked, gets), attributes: asked.AttributesToGet }],
  );

/** What is wrong with members that dynalite would ignore for it. */
function ignoredFault(operation: string, request: Request, taken: ExpressionMembers): string | undefined {
  const { ReturnValues = "NONE", Segment, TotalSegments } = request;
  if (operation === "DeleteItem" && ReturnValues !== "NONE" && ReturnValues !== "ALL_OLD")
    return "ReturnValues can only be ALL_OLD or NONE";
  if (Segment !== undefined && TotalSegments === undefined)
    return "The TotalSegments parameter is required but was not present in the request when Segment parameter is present";
  return selectFault(request, taken);
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html#DDB-Query-request-Select */
function selectFault(
  { Select, IndexName, AttributesToGet }: Request,
  { ProjectionExpression }: ExpressionMembers,
): string | undefined {
  const projection = AttributesToGet ? "AttributesToGet" : ProjectionExpression && "ProjectionExpression";
  if (Select === "SPECIFIC_ATTRIBUTES")
    return projection
      ? undefined
      : "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES";
  if (Select !== undefined && projection)
    return `Cannot specify the ${projection} when choosing to get ${Select === "COUNT" ? "only the Count" : Select}`;
  if (Select === "ALL_PROJECTED_ATTRIBUTES" && IndexName === undefined)
    return "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName";
  return undefined;
}

/** What dynalite does not check of the older parameters. */
function checkLegacy(request: Request): void {
  const { Expected, QueryFilter, ScanFilter, ConditionalOperator, AttributeUpdates } = request;
  for (const [name, { Action }] of Object.entries(AttributeUpdates ?? {}))
    if (Action !== undefined && !["ADD", "PUT", "DELETE"].includes(Action))
      throw constraintError(
        `'${Action}'`,
        `attributeUpdates.${name}.member.action`,
        "Member must satisfy enum value set: [ADD, DELETE, PUT]",
      );
  for (const { Value, AttributeValueList = [] } of Object.values(Expected ?? {}))
    for (const value of Value ? [Value, ...AttributeValueList] : AttributeValueList) checkValue(value);
  if (ConditionalOperator === undefined) return;
  const conditions = Object.keys(Expected ?? QueryFilter ?? ScanFilter ?? {}).length;
  if (conditions === 0) throw validationError("ConditionalOperator cannot be used without Filter or Expected");
  if (conditions === 1)
    throw validationError("ConditionalOperator can only be used when Filter or Expected has two or more elements");
}

/** Reads the older parameters as the expressions that replaced them. */
function addLegacy(request: Request, meaning: Meaning): void {
  const { Expected, ConditionalOperator, AttributeUpdates, AttributesToGet } = request;
  const filter = request.QueryFilter ?? request.ScanFilter;
  if (Expected) meaning.condition = legacyCondition(Expected, ConditionalOperator);
  if (filter) meaning.filter = legacyCondition(filter, ConditionalOperator);
  if (AttributeUpdates) meaning.update = legacyUpdate(AttributeUpdates);
  if (AttributesToGet) meaning.projection = legacyProjection(AttributesToGet);
}
