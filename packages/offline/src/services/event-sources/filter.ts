import { object, objects, optionalText, type Resource } from "../../graph/graph";
import { isRecord, membersOf } from "../../is-record";
import { parseJson } from "../../parse-json";
import { compilePattern, InvalidPattern, type Pattern } from "../../protocol/event-pattern";
import { refusal } from "./input";

/** Lambda takes five, and up to ten for who asks. */
const mostFilters = 10;

/** Whether a record is for the function. */
export type Filter = (record: object) => boolean;

/**
 * The filter of a mapping, whose patterns are alternatives; undefined if it has none.
 *
 * @param content the member of a record that may hold JSON as a text, if one may
 * @throws UserError for a pattern that AWS would refuse, naming the mapping
 */
export function filterOf({ name, inputs }: Resource, content?: string): Filter | undefined {
  const filters = objects(object(inputs, "filterCriteria"), "filters");
  if (filters.length === 0) return undefined;
  if (filters.length > mostFilters) throw refusal(name, `it has more than ${mostFilters} filters`);
  const patterns = filters.map((filter) => {
    const pattern = optionalText(filter, "pattern") ?? "{}";
    try {
      const matches = compilePattern(pattern);
      return content === undefined ? matches : ofContent(content, pattern, matches);
    } catch (error) {
      if (error instanceof InvalidPattern) throw refusal(name, `the filter pattern ${pattern}: ${error.message}`);
      throw error;
    }
  });
  return (record) => patterns.some((matches) => matches(record));
}

/**
 * A pattern that speaks of names in the content is for content that is JSON, and one that lists values for content that is
 * none: what has the other form does not match.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs-filtering.html
 */
function ofContent(content: string, pattern: string, matches: Pattern): Pattern {
  const asked = membersOf(parseJson(pattern))[content];
  if (asked === undefined) return matches;
  const isForJson = isRecord(asked);
  return (record) => {
    const members = membersOf(record);
    const parsed = parseJson(String(members[content]));
    const isJson = isRecord(parsed) || Array.isArray(parsed);
    return isJson === isForJson && matches(isJson ? { ...members, [content]: parsed } : record);
  };
}
