import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";

/** What the stand-in does with an invocation. */
export type Reply =
  | { answer: object }
  /** The function throws. */
  | { error: string }
  /** Lambda itself refuses. */
  | { status: number; name: string; message: string }
  /** The connection ends without an answer. */
  | "lost"
  /** There is no answer as long as the test runs. */
  | "silent";

const counts = { restored: 0, equal: 0, different: 0, missing: 0, pending: 0, removed: 0 };

/** What the restore function answers about a backup. */
export const restoration = (some: object = {}, ofNotes: Partial<typeof counts> = {}) => ({
  ...{ status: "complete", backup: "2026-11-28T02-00-00-000Z", mode: "missing", dryRun: false },
  ...{ tables: { notes: { ...counts, ...ofNotes } }, buckets: { images: counts } },
  ...some,
});

/** In place of an offline host with such a function: notes what it is asked, and answers as it is told. */
export class StandIn {
  /** What the function was invoked with. */
  readonly inputs: unknown[] = [];
  private replies: Reply[] = [];
  private readonly server = createServer((request, response) => void this.serve(request, response));
  private port = 0;

  /** @param output the output that names the function */
  constructor(private readonly output = "restoreFunction") {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async open(): Promise<void> {
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
    this.port = Number(Object(this.server.address()).port);
  }

  async close(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, "close");
  }

  /** Begins anew: this is what comes, in order. */
  reply(...replies: Reply[]): void {
    this.replies = replies;
    this.inputs.length = 0;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url } = request;
    if (url === "/_offline/outputs") {
      response.end(JSON.stringify({ [this.output]: "the-function" }));
    } else if (url === "/_offline/program") {
      response.end(JSON.stringify({ region: "eu-west-3" }));
    } else if (url === "/2015-03-31/functions/the-function/invocations") {
      this.inputs.push(JSON.parse(await text(request)));
      this.send(this.replies.shift() ?? { error: "nobody said what to answer" }, response);
    } else {
      response.writeHead(404).end();
    }
  }

  private send(reply: Reply, response: ServerResponse): void {
    if (reply === "silent") return;
    if (reply === "lost") {
      response.socket?.destroy();
    } else if ("answer" in reply) {
      response.end(JSON.stringify(reply.answer));
    } else if ("error" in reply) {
      response.setHeader("x-amz-function-error", "Unhandled");
      response.end(JSON.stringify({ errorType: "Error", errorMessage: reply.error, trace: [] }));
    } else {
      response.writeHead(reply.status, { "x-amzn-errortype": reply.name });
      response.end(JSON.stringify({ message: reply.message, Type: "User" }));
    }
  }
}
