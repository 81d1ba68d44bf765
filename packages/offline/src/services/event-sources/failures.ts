import { isRecord } from "../../is-record";
import { parseJson } from "../../parse-json";

/**
 * Which records of a batch a function says that it could not take. An answer that is not what Lambda looks for, or that
 * names what is not in the batch, means all.
 *
 * @param payload JSON of what the function returned
 * @param ids what the records are known by: messages by their ids, those of a stream by their numbers
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 */
export function failuresIn(payload: string, ids: readonly string[]): ReadonlySet<string> {
  const all = new Set(ids);
  const answer = parseJson(payload);
  if (answer === null) return new Set();
  if (!isRecord(answer)) return all;
  const { batchItemFailures: failures = null } = answer;
  if (failures === null) return new Set();
  if (!Array.isArray(failures)) return all;
  const failed = new Set<string>();
  for (const failure of failures) {
    const id: unknown = isRecord(failure) ? failure.itemIdentifier : undefined;
    if (typeof id !== "string" || !all.has(id)) return all;
    failed.add(id);
  }
  return failed;
}
