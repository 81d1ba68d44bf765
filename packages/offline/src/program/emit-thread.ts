/** Emits a program's files ahead of the thread that runs them; see `emit-ahead.ts`. */
import { readFileSync } from "node:fs";
import { workerData } from "node:worker_threads";
import type { EmitMessage, EmitTask } from "./emit-ahead";
import { filesInOrder } from "./emit-order";
import { entryOf } from "./load-program";
import { emitterOf, requireOf } from "./typescript";

const { project, port, said }: EmitTask = workerData;

function say(message: EmitMessage): void {
  port.postMessage(message);
  Atomics.add(said, 0, 1);
  Atomics.notify(said, 0);
}

const files = filesInOrder(entryOf(project));
say({ files });
const emit = emitterOf(project, requireOf(project));
for (const file of files) {
  const text = readFileSync(file, "utf8");
  let code: string | undefined;
  try {
    code = emit(file);
  } catch {
    // The program's own thread does it again, and tells whoever wrote it.
  }
  say({ file, text, code });
}
