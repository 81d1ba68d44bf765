import { constraintError, validationError } from "../errors";
import { type ExportRecord, summarize } from "./record";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListExports.html */
const limits = { pageSize: 25 } as const;

/**
 * A page of the exports of a table, or of all, by their ARNs.
 *
 * @throws {AwsError} ValidationException
 */
export function listPage(records: ExportRecord[], input: Record<string, unknown>): Record<string, unknown> {
  const size = sizeOf(input.MaxResults);
  const after = tokenOf(input.NextToken);
  const left = records
    .filter(({ arn, tableArn }) => (input.TableArn ?? tableArn) === tableArn && arn > after)
    .sort((a, b) => (a.arn < b.arn ? -1 : 1));
  const page = left.slice(0, size);
  const NextToken = left.length > size ? page.at(-1)?.arn : undefined;
  return { ExportSummaries: page.map(summarize), NextToken };
}

function sizeOf(value: unknown): number {
  if (value === undefined || value === null) return limits.pageSize;
  if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= limits.pageSize) return value;
  const bound = Number(value) < 1 ? "greater than or equal to 1" : `less than or equal to ${limits.pageSize}`;
  throw constraintError(`'${String(value)}'`, "maxResults", `Member must have value ${bound}`);
}

function tokenOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string" && /^arn:[^ ]+\/export\/[^/ ]+$/.test(value)) return value;
  throw validationError("Invalid NextToken");
}
