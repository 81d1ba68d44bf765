import { object, objects, ofType, type Properties, type Resource } from "../../../packages/offline/src/graph/graph";
import { hoursInMonth } from "../allowances";
import { backupsIn } from "../backups";
import type { Month, Service, Usage } from "../usage";

const tableType = "aws:dynamodb/table:Table";

const isOnDemand = ({ inputs }: Resource): boolean => inputs.billingMode === "PAY_PER_REQUEST";

/** A table and its indexes, which have capacity of their own. */
const withIndexes = ({ inputs }: Resource): Properties[] => [inputs, ...objects(inputs, "globalSecondaryIndexes")];

/** Units that are provisioned, in all. */
function capacity(tables: Resource[], key: "readCapacity" | "writeCapacity"): number {
  const amounts = tables.flatMap(withIndexes).map((properties) => properties[key]);
  return amounts.reduce<number>((sum, amount) => sum + (typeof amount === "number" ? amount : 0), 0);
}

/**
 * On-demand tables: a read for each request, a write for each event and upload, in the table and each of its indexes. Each
 * table is taken to get its part of them.
 */
function onDemand(tables: Resource[], { graph, traffic, volumes }: Month): Usage[] {
  const part = 1 / Math.max(ofType(graph, tableType).length, 1);
  const written = volumes.events + volumes.images + volumes.files;
  return [
    { what: "on-demand reads", price: "dynamodb.readRequests", units: tables.length * part * traffic.apiRequests },
    {
      what: "on-demand writes",
      price: "dynamodb.writeRequests",
      units: tables.flatMap(withIndexes).length * part * written,
    },
  ];
}

/**
 * Capacity units are billed by the hour, whether they are used or not; storage, recovery to a point in time and exports by
 * what is in the tables. Source: https://aws.amazon.com/dynamodb/pricing/provisioned/
 */
export const dynamodb: Service = {
  name: "DynamoDB",
  types: [tableType],
  usage: (month) => {
    const tables = ofType(month.graph, tableType);
    const provisioned = tables.filter((table) => !isOnDemand(table));
    const recoverable = tables.filter(({ inputs }) => object(inputs, "pointInTimeRecovery").enabled === true);
    const stored = tables.length === 0 ? 0 : month.volumes.tableGigabytes;
    const covered = tables.length === 0 ? 0 : (stored * recoverable.length) / tables.length;
    return [
      {
        what: "read capacity",
        price: "dynamodb.readCapacity",
        units: capacity(provisioned, "readCapacity") * hoursInMonth,
      },
      {
        what: "write capacity",
        price: "dynamodb.writeCapacity",
        units: capacity(provisioned, "writeCapacity") * hoursInMonth,
      },
      ...onDemand(tables.filter(isOnDemand), month),
      { what: "storage", price: "dynamodb.storage", units: stored },
      { what: "point-in-time recovery", price: "dynamodb.recovery", units: covered },
      { what: "exports of backups", price: "dynamodb.export", units: covered * backupsIn(month).exports },
    ];
  },
};
