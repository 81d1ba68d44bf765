import { type Graph, object, ofType, type Resource, text } from "../../../packages/offline/src/graph/graph";
import { hoursInMonth } from "../allowances";
import { namesIn, rightsOf } from "../rights";
import type { Service } from "../usage";

/** DynamoDB keeps a table's key for five minutes, for each role that asks. */
const keyHours = 5 / 60;

/** The tables that a function may use and that are encrypted with AWS's own key in KMS. */
function encryptedTablesOf(graph: Graph, lambda: Resource): number {
  const allowed = new Set(rightsOf(graph, lambda).flatMap((statement) => namesIn(statement, "Resource")));
  return ofType(graph, "aws:dynamodb/table:Table").filter(
    ({ inputs, outputs }) =>
      object(inputs, "serverSideEncryption").enabled === true && allowed.has(text(outputs, "arn")),
  ).length;
}

/**
 * Tables that are encrypted with AWS's key in KMS ask for it, at most once in five minutes for each role. Buckets, queues
 * and logs have keys of their own services, which are free.
 * Sources: https://aws.amazon.com/kms/pricing/, "DynamoDB encryption at rest: usage notes" in its developer guide.
 */
export const kms: Service = {
  name: "KMS",
  types: [],
  usage: ({ graph, traffic }) => {
    const counts = new Map<Resource, number>();
    // What looks every few minutes whether there is something to do looks into no table.
    for (const { function: one, count } of traffic.runs.filter(({ cause }) => cause !== "rate"))
      counts.set(one, (counts.get(one) ?? 0) + count);
    const requests = [...counts].reduce(
      (sum, [lambda, count]) => sum + encryptedTablesOf(graph, lambda) * Math.min(count, hoursInMonth / keyHours),
      0,
    );
    return [{ what: "requests for the tables' key", price: "kms.requests", units: requests }];
  },
};
