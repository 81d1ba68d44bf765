import { Worker } from "node:worker_threads";
import type { Boot } from "./messages";

/** V8 thrashes below this, whatever memory the function asked for. */
const minimumHeapMegabytes = 512;
/**
 * Left to itself a busy thread's young generation grows by a hundred megabytes. What a request makes fits into 2 MB: with
 * 16 a thread keeps 16 MB for it, and spends as much of the processor.
 */
const youngHeapMegabytes = 6;

/**
 * A thread that runs Lambda's runtime.
 *
 * @param script the compiled runtime
 * @param variables its environment variables
 */
export const startThread = (script: string, boot: Boot, variables: Record<string, string>): Worker =>
  new Worker(script, {
    eval: true,
    workerData: boot,
    env: variables,
    // Not the host's own: its TypeScript loader has no business in a function and takes 80 ms to load.
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: {
      maxYoungGenerationSizeMb: youngHeapMegabytes,
      maxOldGenerationSizeMb: Math.max(minimumHeapMegabytes, boot.memorySize),
    },
  });
