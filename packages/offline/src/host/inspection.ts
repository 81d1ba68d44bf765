import { once } from "node:events";
import * as inspector from "node:inspector";
import { createServer } from "node:net";
import { parseJson } from "../parse-json";
import { isRecord } from "../is-record";
import type { RunningTime } from "../running-time";
import { explainPort } from "./port";

/** Whoever attaches may run what they like: nobody but this machine may. */
const host = "127.0.0.1";

/**
 * Lets debuggers attach to the host's process by Node.js's own inspector, and through it to the threads of functions. It
 * listens to what they do: while a thread is stopped, no time passes.
 */
export class Inspection implements RunningTime {
  readonly isInspected = true;
  private readonly session = new inspector.Session();
  /** Threads by the sessions that the inspector has with them. */
  private readonly threads = new Map<string, number>();
  private readonly stopped = new Set<number>();
  private count = 0;
  /** How long something was stopped so far, and since when something is, in milliseconds. */
  private lost = 0;
  private since = 0;

  /**
   * Opens the inspector.
   *
   * @param port TCP port; 0 takes a free one
   * @throws UserError if the port cannot be had
   */
  static async open(port: number): Promise<Inspection> {
    // A host that was started by `node --inspect`, or by an editor, has it open.
    if (inspector.url() === undefined) {
      await checkPort(port);
      inspector.open(port, host);
    }
    return new Inspection();
  }

  private constructor() {
    this.session.on("NodeWorker.attachedToWorker", ({ params }) => {
      this.threads.set(params.sessionId, Number(params.workerInfo.workerId));
      this.tell(params.sessionId, "Debugger.enable");
    });
    this.session.on("NodeWorker.receivedMessageFromWorker", ({ params: { sessionId, message } }) => {
      const said = parseJson(message);
      const method = isRecord(said) ? said.method : undefined;
      if (method === "Debugger.paused") this.stop(sessionId);
      else if (method === "Debugger.resumed") this.goOn(sessionId);
    });
    this.session.on("NodeWorker.detachedFromWorker", ({ params: { sessionId } }) => {
      this.goOn(sessionId);
      this.threads.delete(sessionId);
    });
    this.session.connect();
    this.session.post("NodeWorker.enable", { waitForDebuggerOnStart: false });
  }

  now(): number {
    return (this.stopped.size > 0 ? this.since : Date.now()) - this.lost;
  }

  isStopped(threadId: number): boolean {
    return this.stopped.has(threadId);
  }

  release(threadId: number): void {
    for (const [sessionId, thread] of this.threads)
      if (thread === threadId && this.isStopped(thread))
        this.tell(sessionId, "Debugger.resume", { terminateOnResume: true });
  }

  /** Sends debuggers away: a process that ends would wait for them. */
  close(): void {
    this.session.disconnect();
    inspector.close();
  }

  private tell(sessionId: string, method: string, params: object = {}): void {
    const message = JSON.stringify({ id: ++this.count, method, params });
    this.session.post("NodeWorker.sendMessageToWorker", { sessionId, message });
  }

  private stop(sessionId: string): void {
    const thread = this.threads.get(sessionId);
    if (thread === undefined) return;
    if (this.stopped.size === 0) this.since = Date.now();
    this.stopped.add(thread);
  }

  private goOn(sessionId: string): void {
    const thread = this.threads.get(sessionId);
    if (thread === undefined || !this.stopped.delete(thread)) return;
    if (this.stopped.size === 0) this.lost += Date.now() - this.since;
  }
}

/** The inspector says by itself that a port is in use, on a line of its own, and the process would go on without it. */
async function checkPort(port: number): Promise<void> {
  const server = createServer();
  try {
    await once(server.listen(port, host), "listening");
  } catch (error) {
    throw explainPort(error, { host, port }, "--inspect=PORT");
  }
  server.close();
  await once(server, "close");
}
