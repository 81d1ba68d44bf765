import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { processorTime } from "./processor";

/** A server of `node:http` that does nothing: what this machine and the load generator can do at most. */
export interface BareServer {
  url: string;
  processorTime: () => ReturnType<typeof processorTime>;
}

/** Measures something beside a bare server in a process of its own. */
export async function besideBareServer<T>(measure: (bare: BareServer) => Promise<T>): Promise<T> {
  const server = fork(join(__dirname, "bare-server.ts"));
  try {
    const [{ port }] = await once(server, "message");
    const { pid = NaN } = server;
    return await measure({ url: `http://127.0.0.1:${port}`, processorTime: () => processorTime(pid) });
  } finally {
    server.kill();
  }
}
