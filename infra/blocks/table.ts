import * as dynamodb from "@pulumi/aws/dynamodb";
import type * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings";

/** The keys of a table or of one of its indexes, and what it can do in a second: `units` reads and as many writes. */
export interface Keys {
  hashKey: string;
  rangeKey?: string;
  units: number;
}

export interface TableArgs extends Keys {
  /** Physical name, where the outside world knows it. */
  fixedName?: string;
  indexes?: Record<string, Keys>;
  settings: Settings;
}

/** A table of provisioned capacity, encrypted, protected as the stack's configuration says. All keys are strings. */
export function createTable(name: string, args: TableArgs, opts: pulumi.CustomResourceOptions): dynamodb.Table {
  const { settings, indexes = {} } = args;
  const keys = [args, ...Object.values(indexes)].flatMap(({ hashKey, rangeKey }) => [hashKey, rangeKey ?? hashKey]);
  return new dynamodb.Table(
    name,
    {
      name: args.fixedName,
      billingMode: "PROVISIONED",
      hashKey: args.hashKey,
      rangeKey: args.rangeKey,
      readCapacity: args.units,
      writeCapacity: args.units,
      attributes: [...new Set(keys)].map((key) => ({ name: key, type: "S" })),
      globalSecondaryIndexes: Object.entries(indexes).map(([index, { hashKey, rangeKey, units }]) => ({
        name: index,
        hashKey,
        rangeKey,
        projectionType: "ALL",
        readCapacity: units,
        writeCapacity: units,
      })),
      serverSideEncryption: { enabled: true },
      pointInTimeRecovery: { enabled: settings.pointInTimeRecovery },
      deletionProtectionEnabled: settings.deletionProtection,
    },
    opts,
  );
}
