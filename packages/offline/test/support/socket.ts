import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** A client that says what it likes, byte by byte. */
export class RawClient {
  /** What has come back so far. */
  text = "";
  private readonly socket: Socket;
  private readonly closed: Promise<unknown>;

  /** @param url address of the server */
  constructor(url: string) {
    const { port, hostname } = new URL(url);
    this.socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
    this.socket.setEncoding("utf8").on("data", (chunk: string) => (this.text += chunk));
    // A server that has had enough may reset the connection; what matters is what it said.
    this.socket.on("error", () => undefined);
    this.closed = new Promise((resolve) => this.socket.once("close", resolve));
    this.socket.on("end", () => this.socket.end());
  }

  /** Sends; resolves when the system has taken it, or the connection is gone. */
  async send(text: string): Promise<void> {
    if (!this.socket.writable) return void (await this.closed);
    await Promise.race([new Promise((resolve) => this.socket.write(text, resolve)), this.closed]);
  }

  /** Closes this side's half. */
  end(): void {
    this.socket.end();
  }

  /** Vanishes. */
  destroy(): void {
    this.socket.destroy();
  }

  /** Resolves when the server has sent this. */
  async says(pattern: RegExp): Promise<string> {
    while (!pattern.test(this.text)) {
      if (this.socket.destroyed) throw new Error(`closed after: ${this.text}`);
      await Promise.race([once(this.socket, "data"), this.closed]);
    }
    return this.text;
  }

  /** All that the server has said when the connection is over. */
  async all(): Promise<string> {
    await this.closed;
    return this.text;
  }
}

/** A request's head. */
export const head = (line: string, headers: Record<string, string | number> = {}): string =>
  [
    `${line} HTTP/1.1`,
    ...Object.entries({ Host: "localhost", ...headers }).map(([name, value]) => `${name}: ${value}`),
    "\r\n",
  ].join("\r\n");

/** The statuses of all answers in a text, in order. */
export const statuses = (text: string): number[] =>
  [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
