import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { propertiesOf } from "../json";

/** What the store's process is to do in a loop. */
export interface Task {
  calls: "reads" | "writes";
  seconds: number;
  /** Calls at a time. */
  connections: number;
}

/** Whether a message is a task. */
export const isTask = (message: unknown): message is Task => {
  const { calls, seconds, connections } = propertiesOf(message);
  return (calls === "reads" || calls === "writes") && typeof seconds === "number" && typeof connections === "number";
};

/** The host's store and an SDK client in one process: what is left of a read or write without all that is around it. */
export type Store = (task: Task) => Promise<number>;

/**
 * Measures something beside such a process.
 *
 * @throws Error if it ends before
 */
export async function besideStore<T>(measure: (store: Store) => Promise<T>): Promise<T> {
  // On the disk, as the host's is.
  const folder = mkdtempSync(join(tmpdir(), "bench-store-"));
  const child = fork(join(__dirname, "store-loop.ts"), [folder]);
  const ended = once(child, "exit").then(() => {
    throw new Error("the store's process has ended");
  });
  const rate = async (): Promise<number> => {
    const [message] = await Promise.race([once(child, "message"), ended]);
    return Number(propertiesOf(message).rate);
  };
  try {
    await rate();
    return await measure((task) => {
      child.send(task);
      return rate();
    });
  } finally {
    child.kill();
    await ended.catch(() => undefined);
    rmSync(folder, { recursive: true });
  }
}
