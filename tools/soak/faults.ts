import { connect, type Socket } from "node:net";
import { appendFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { SoakHost } from "./host";

/** What the program's function can do to its host. */
const harms = [
  ...["throwNull", "throwUndefined", "throwOdd", "exit", "post", "loop", "log", "memory", "descriptors"],
] as const;

/** Has a function do all the harm it can, one thing after the other; what is answered does not matter. */
export async function harm(host: SoakHost): Promise<void> {
  for (const name of harms) {
    const body = JSON.stringify({ harm: name });
    await fetch(`${host.apiUrl}/harm`, { method: "POST", body })
      .then((response) => response.text())
      .catch(() => undefined);
  }
}

/** Clients that send a request byte by byte, or never read what is answered. */
export class SlowClients {
  private readonly sockets: Socket[] = [];
  private readonly timer: NodeJS.Timeout;

  constructor({ url }: SoakHost, count = 20) {
    const { hostname, port } = new URL(url);
    for (let index = 0; index < count; index++) {
      const socket = connect(Number(port), hostname).on("error", () => undefined);
      // Half of them pile up answers that they do not take.
      if (index % 2 === 0)
        socket.pause().write("GET /_offline/health HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(1000));
      this.sockets.push(socket);
    }
    const request = "POST /keep HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n";
    let sent = 0;
    this.timer = setInterval(() => {
      for (const socket of this.sockets.filter((_, index) => index % 2 === 1)) socket.write(request[sent] ?? "x");
      sent++;
    }, 100);
  }

  leave(): void {
    clearInterval(this.timer);
    for (const socket of this.sockets) socket.destroy();
  }
}

/** What a crash may leave at the end of each journal: half a record. */
export function tearJournals(data: string): void {
  for (const name of readdirSync(data, { recursive: true, encoding: "utf8" }))
    if (name.endsWith(".jsonl")) appendFileSync(join(data, name), '{"half":"a rec');
}
