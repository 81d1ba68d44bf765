import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { Identity, type Reply } from "./identity";
import { Storage } from "./storage";

/**
 * An AWS account and GitHub, as far as bootstrap asks them, over HTTP. It keeps what is made, and notes what is written.
 * Neither the host nor another emulator that npm brings has IAM's operations.
 */
export class AccountStandIn {
  readonly identity = new Identity();
  readonly storage = new Storage();
  /** Operations that have changed something. */
  readonly writes: string[] = [];
  /** Answers in the account's place, where it gives an answer. */
  refuse: (operation: string) => Reply | undefined = () => undefined;
  private port = 0;
  private readonly server = createServer((request, response) => {
    void this.answer(request).then(({ status = 200, type = "text/xml", body }) => {
      response.writeHead(status, { "content-type": type }).end(request.method === "HEAD" ? undefined : body);
    });
  });

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async open(): Promise<void> {
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
    const address = this.server.address();
    if (typeof address === "object" && address) this.port = address.port;
  }

  async close(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, "close");
  }

  private async answer(request: IncomingMessage): Promise<Reply> {
    const { headers, method = "", url = "" } = request;
    const body = await text(request);
    const target = headers["x-amz-target"];
    if (url.startsWith("/repos/")) {
      const known = { name: "atelier", id: 345, owner: { login: "you", id: 12 } };
      const isKnown = url === "/repos/you/atelier";
      return { status: isKnown ? 200 : 404, type: "application/json", body: JSON.stringify(isKnown ? known : {}) };
    }
    if (typeof target === "string") {
      const operation = target.slice(target.indexOf(".") + 1);
      return this.served(operation, () => this.storage.parameter(operation, JSON.parse(body)));
    }
    const form = new URLSearchParams(body);
    const action = form.get("Action");
    if (action !== null) return this.served(action, () => this.identity.answer(action, form));
    const { pathname, searchParams } = new URL(url, this.url);
    const [setting = ""] = [...searchParams.keys()].filter((key) => !key.startsWith("x-"));
    return this.served(`${method} ${setting}`.trim(), () =>
      this.storage.bucket(method, pathname.slice(1), setting, body),
    );
  }

  private served(operation: string, serve: () => Reply): Reply {
    const reply = this.refuse(operation) ?? serve();
    if (/^(PUT|DELETE|Put|Create|Add|Attach|Detach|Update|Delete)/.test(operation)) this.writes.push(operation);
    return reply;
  }
}
