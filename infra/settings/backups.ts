import type { Reader } from "./reader";

/** When backups are made, and how long they stay. */
export interface BackupSettings {
  /** EventBridge's `cron(…)`, in UTC. */
  schedule: string;
  /** Days after which what is backed up goes to Glacier, where it is cheap and takes hours to get at. */
  archiveAfterDays: number;
  /** Days after which a backup is deleted. */
  retentionDays: number;
  /** Per cent of a table's read capacity that a backup may take, where tables are scanned. */
  capacityPercent: number;
  /** Another stack's archive that may be restored from. */
  restoreFrom?: string;
  /** Accounts that may restore from this stack's archive. */
  readers: string[];
}

/** @throws pulumi.RunError naming the key, what is wrong with its value and the command that sets it */
export function backups(read: Reader): BackupSettings {
  const archiveAfterDays = read.integer("archiveAfterDays", 30, 1, 3650);
  const retentionDays = read.integer("backupRetentionDays", 365, 2, 3650);
  if (retentionDays <= archiveAfterDays)
    throw read.refusal("backupRetentionDays", String(retentionDays), "more than archiveAfterDays");
  const cron = /^cron\(\S+ \S+ \S+ \S+ \S+ \S+\)$/;
  const bucket = /^(|[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])$/;
  const accounts = /^(|\d{12}(,\d{12})*)$/;
  const readers = read.text("archiveReaders", "", accounts, "account numbers such as 123456789012,210987654321");
  return {
    schedule: read.text("backupSchedule", "cron(0 2 * * ? *)", cron, "a time such as cron(0 2 * * ? *), in UTC"),
    archiveAfterDays,
    retentionDays,
    capacityPercent: read.integer("backupCapacityPercent", 50, 1, 100),
    restoreFrom: read.optional("restoreFrom", bucket, "the name of a bucket") || undefined,
    readers: readers === "" ? [] : readers.split(","),
  };
}
