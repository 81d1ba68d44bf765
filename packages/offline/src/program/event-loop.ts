import { isOwn } from "./own-modules";

/** So long a program may go on after its last line until the person hears why, in milliseconds. */
const patience = 10_000;

/** What the program itself has registered to be told when the event loop is empty. Its packages' stay loaded with them. */
const ownListeners = new Set<NodeJS.BeforeExitListener>();

process.on("newListener", (event: string, listener: NodeJS.BeforeExitListener) => {
  if (event === "beforeExit" && isCalledByProgram()) ownListeners.add(listener);
});

/** Whether the program itself, rather than one of its packages, has called into Node.js. */
function isCalledByProgram(): boolean {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 20;
  const frames = new Error().stack?.split("\n").slice(1) ?? [];
  Error.stackTraceLimit = stackTraceLimit;
  const files = frames.flatMap((frame) => /\(?((?:file:\/\/)?\/[^():]+):\d+:\d+\)?$/.exec(frame)?.[1] ?? []);
  const caller = files.find((file) => file !== __filename);
  return caller !== undefined && isOwn(caller);
}

/** Forgets what an earlier run of the program has registered: it would act upon what that run declared. */
export function forgetListeners(): void {
  for (const listener of ownListeners) process.off("beforeExit", listener);
  ownListeners.clear();
}

/**
 * Waits until a program has nothing left to do, as Pulumi does: timers and requests of a `main()` that nobody waits for, and
 * what listens for `beforeExit`, may declare more. `@pulumi/aws` declares the notifications of buckets there.
 *
 * It is Node.js that knows: this process is kept alive by its channel to the host, which does not count meanwhile. Node.js
 * tells it anew each time that there was something to do.
 *
 * @param declared how many resources the program has declared by now
 * @param failed aborted when the program has failed: nothing that it still does matters then
 */
export async function untilEmpty(declared: () => number, failed: AbortSignal): Promise<void> {
  const busy = setTimeout(() => process.stderr.write(`${stillBusy()}\n`), patience).unref();
  let onEmpty: NodeJS.BeforeExitListener | undefined;
  try {
    process.channel?.unref();
    await new Promise<void>((resolve) => {
      let before = -1;
      onEmpty = () => {
        const now = declared();
        if (now === before) {
          process.channel?.ref();
          resolve();
        }
        before = now;
        // What the other listeners have begun shows in the next turn.
        setImmediate(() => undefined);
      };
      process.on("beforeExit", onEmpty);
      if (failed.aborted) resolve();
      failed.addEventListener("abort", () => resolve(), { once: true });
    });
  } finally {
    if (onEmpty) process.off("beforeExit", onEmpty);
    process.channel?.ref();
    clearTimeout(busy);
  }
}

const stillBusy = (): string =>
  `The program has run to its last line and is not done: ${[...new Set(process.getActiveResourcesInfo())].join(", ")}. ` +
  "Pulumi too waits until nothing is left to do; a timer that repeats or a server keeps it waiting for ever.";
