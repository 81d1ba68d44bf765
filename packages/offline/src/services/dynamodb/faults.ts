import { setTimeout } from "node:timers/promises";
import { AwsError } from "../../protocol/service";

/** Something that goes wrong on purpose. */
export interface Fault {
  /** The operation, such as `PutItem`. */
  operation: string;
  /** Only calls that touch this table; otherwise any. */
  table?: string;
  /** Only the call of this number, counted from 1 when the fault is planned; otherwise each. */
  call?: number;
  /** Only calls of which it says so; otherwise each. */
  when?: () => boolean;
  /** Milliseconds that the call waits. */
  delay?: number;
  /** What the call answers instead of acting. */
  error?: keyof typeof errors;
  /** Which keys or writes of a batch are left undone: it is asked of each. One of them is done in any case. */
  unprocessed?: () => boolean;
}

/** Codes, messages and statuses as DynamoDB answers them. */
const errors = {
  ProvisionedThroughputExceededException: {
    status: 400,
    message:
      "The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.",
  },
  InternalServerError: { status: 500, message: "The request processing has failed because of an unknown error." },
} as const;

/** Faults that tests plan: a cloud that always works teaches nothing about what happens when it does not. */
export class Faults {
  private readonly planned = new Set<{ fault: Fault; calls: number }>();

  /** Told before and after what an operation wrote is committed: where a test can stop the process. */
  onCommit: (moment: "before" | "after", operation: string) => void = () => undefined;

  /** @returns what takes the fault away again */
  plan(fault: Fault): () => void {
    const entry = { fault, calls: 0 };
    this.planned.add(entry);
    return () => void this.planned.delete(entry);
  }

  /**
   * Lets a call meet its faults.
   *
   * @returns which parts of it are left undone
   * @throws {AwsError} what it answers instead of acting
   */
  async meet(operation: string, tables: readonly string[]): Promise<() => boolean> {
    let isLeft = () => false;
    for (const entry of this.planned) {
      const { table, call, when, delay, error, unprocessed } = entry.fault;
      if (entry.fault.operation !== operation || (table !== undefined && !tables.includes(table))) continue;
      entry.calls += 1;
      if ((call !== undefined && call !== entry.calls) || when?.() === false) continue;
      if (delay !== undefined) await setTimeout(delay);
      if (error) throw new AwsError(error, errors[error].message, errors[error].status);
      if (unprocessed) isLeft = unprocessed;
    }
    return isLeft;
  }
}
