import type { Output } from "@pulumi/pulumi";
import type { Named } from "./archive";

/** A table of the program, by the name that backups know it by. */
export interface NamedTable {
  name: string;
  table: Output<string>;
}

/** A bucket of the program, by the name that backups know it by. */
export interface NamedBucket {
  name: string;
  bucket: Output<string>;
}

/** What is backed up and restored. */
export interface Resources {
  /** The stack's name. */
  stack: string;
  /** The bucket that keeps backups. */
  archive: Output<string>;
  tables: NamedTable[];
  buckets: NamedBucket[];
}

/** The same where the program runs. */
export interface KnownResources {
  stack: string;
  archive: string;
  tables: Named[];
  buckets: Named[];
}

export const known = ({ stack, archive, tables, buckets }: Resources): KnownResources => ({
  stack,
  archive: archive.get(),
  tables: tables.map(({ name, table }) => ({ name, physicalName: table.get() })),
  buckets: buckets.map(({ name, bucket }) => ({ name, physicalName: bucket.get() })),
});
