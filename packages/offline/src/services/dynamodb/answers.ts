import type { Filter, Item, Projected, Request } from "dynalite/db";
import { isRecord } from "../../is-record";
import type { Checked, TableMeaning } from "./checked";
import { holds } from "./expressions/evaluate";
import { project, type ParsedProjection } from "./expressions/projection";
import type { Names } from "./expressions/reader";
import type { ParsedCondition } from "./expressions/condition-parser";
import { isItem } from "./storage";

/**
 * A request as dynalite gets it. Conditions, filters and projections are the host's: dynalite finds the items, and checks
 * the names that a filter or projection has against the table's keys.
 */
export function withoutExpressions(request: Checked): Request {
  // CreateTable stores what it gets, so that it must get nothing of ours.
  const { meaning, ...plain }: Checked = request;
  const { filter, projection, tables } = meaning;
  for (const member of ["Expected", "ConditionalOperator", "AttributesToGet"] as const) delete plain[member];
  if (projection) plain._projection = projectedBy(projection);
  if (filter) {
    // A filter of the older form is named as such where it is refused.
    const older = request.QueryFilter ? "QueryFilter" : request.ScanFilter ? "ScanFilter" : undefined;
    if (older) plain[older] = Object.fromEntries([...filter.names.heads].map((name) => [name, anything]));
    else plain._filter = filteredBy(filter);
    // A count is of the items that pass the filter.
    if (plain.Select === "COUNT") delete plain.Select;
  }
  if (tables) plain.RequestItems = batchWithoutExpressions(request);
  return plain;
}

/** Dynalite takes a comparison that it does not know for true: all items come here. */
const anything = { ComparisonOperator: "anything" };
const filteredBy = ({ names }: ParsedCondition): Filter => ({
  pathHeads: flags(names.heads),
  nestedPaths: flags(names.nested),
  expression: { type: "anything", args: [] },
});

const projectedBy = ({ names }: { names: Names }): Projected => ({ nestedPaths: flags(names.nested) });

const flags = (names: ReadonlySet<string>): Record<string, boolean> =>
  Object.fromEntries([...names].map((name) => [name, true]));

function batchWithoutExpressions({ RequestItems = {}, meaning: { tables = {} } }: Checked): Request["RequestItems"] {
  return Object.fromEntries(
    Object.entries(RequestItems).map(([name, asked]) => {
      if (Array.isArray(asked)) return [name, asked];
      const { AttributesToGet: _, ...plain } = asked;
      const projection = tables[name]?.projection;
      return [name, projection ? { ...plain, _projection: projectedBy(projection) } : plain];
    }),
  );
}

/** The answer to a read, of the items that dynalite found. */
export function finished(request: Checked, answer: unknown): unknown {
  if (!isRecord(answer)) return answer;
  const { meaning } = request;
  if (meaning.tables) return finishedBatch(answer, meaning.tables);
  const shown = shownBy(meaning.projection);
  if (isItem(answer.Item)) return { ...answer, Item: shown(answer.Item) };
  if (!Array.isArray(answer.Items) || (!meaning.filter && !meaning.projection)) return answer;
  const condition = meaning.filter?.condition;
  const items = answer.Items.filter(isItem).filter((item) => !condition || holds(condition, item));
  const { Items: _, ...rest } = answer;
  const counted = { ...rest, Count: items.length };
  return request.Select === "COUNT" ? counted : { ...counted, Items: items.map(shown) };
}

const shownBy =
  (projection: ParsedProjection | undefined) =>
  (item: Item): Item =>
    projection ? project(projection.projection, item) : item;

function finishedBatch(answer: Record<string, unknown>, tables: Record<string, TableMeaning>): unknown {
  const responses = isRecord(answer.Responses) ? Object.entries(answer.Responses) : [];
  const unprocessed = isRecord(answer.UnprocessedKeys) ? Object.entries(answer.UnprocessedKeys) : [];
  return {
    ...answer,
    Responses: Object.fromEntries(
      responses.map(([name, items]) => [
        name,
        Array.isArray(items) ? items.filter(isItem).map(shownBy(tables[name]?.projection)) : [],
      ]),
    ),
    // What is asked again is asked as it was before.
    UnprocessedKeys: Object.fromEntries(
      unprocessed.map(([name, rest]) => [name, { ...tables[name]?.asked, ...(isRecord(rest) ? rest : {}) }]),
    ),
  };
}
