/**
 * Inside a function's environment: gives a thread what a process of its own would have, where the host's process would
 * take part otherwise.
 */
import { syncBuiltinESMExports } from "node:module";
import { constants } from "node:os";
import threads from "node:worker_threads";
import type { FunctionError } from "./messages";
import { exited } from "./outcome";

/** What Lambda calls signals, which is what Go does. */
const signalTexts: Record<string, string> = {
  SIGABRT: "aborted",
  SIGHUP: "hangup",
  SIGINT: "interrupt",
  SIGKILL: "killed",
  SIGQUIT: "quit",
  SIGSEGV: "segmentation fault",
  SIGTERM: "terminated",
};

const nameOf = (signal: string | number): string =>
  Object.entries(constants.signals).find(([, number]) => number === signal)?.[0] ?? String(signal);

/**
 * Has a signal that a function sends itself end its environment, and not the host; takes the runtime's port out of its
 * sight: in Lambda functions run on the main thread.
 *
 * @param end tells the host what ends the environment, which it then does
 */
export function ownProcess(end: (error: FunctionError) => void): void {
  const die = (signal: string | number): never => {
    const name = nameOf(signal);
    end(exited(`signal: ${signalTexts[name] ?? name}`));
    return process.exit();
  };
  const kill = process.kill.bind(process);
  Object.assign(process, {
    abort: () => die("SIGABRT"),
    kill: (pid: number, signal: string | number = "SIGTERM"): boolean => {
      // Numbers below 1 are groups of processes, the host's own among them.
      if (Number(pid) !== process.pid && !(Number(pid) < 1)) return kill(pid, signal);
      return signal === 0 || die(signal);
    },
  });
  Object.assign(threads, { isMainThread: true, parentPort: null, workerData: null });
  syncBuiltinESMExports();
}
