import type { Checked } from "./checked";
import { type Operation, perform } from "./engine";
import { membersOf } from "../../is-record";
import type { View } from "./view";

/**
 * Does a checked request as {@link perform} does, and reports what it used of its tables' capacity. The answer tells that
 * only where it is asked for.
 *
 * @param factor 2 within transactions, which prepare and commit
 */
export async function performMetered(operation: Operation, view: View, request: Checked, factor = 1): Promise<unknown> {
  const asked = request.ReturnConsumedCapacity;
  const answer = await perform(operation, view, { ...request, ReturnConsumedCapacity: "INDEXES" });
  const { ConsumedCapacity, ...rest } = membersOf(answer);
  if (ConsumedCapacity === undefined) return answer;
  view.database.metrics.consumed(operation, ConsumedCapacity, factor);
  if (asked === "INDEXES") return answer;
  return asked === "TOTAL" ? { ...rest, ConsumedCapacity: totals(ConsumedCapacity) } : rest;
}

const totals = (consumed: unknown): unknown => (Array.isArray(consumed) ? consumed.map(total) : total(consumed));

/** What a capacity is together, without its parts. */
function total(consumed: unknown): unknown {
  const { CapacityUnits, TableName } = membersOf(consumed);
  return { CapacityUnits, TableName };
}
