import { createServer, type IncomingMessage, type Server } from "node:http";
import { type AwsRequest, readBody } from "../../src/protocol/service";

/** A server that answers nothing of use and keeps what it was sent: what SDK clients really put on the wire. */
export interface Capture {
  endpoint: string;
  /** The request that `send` makes; whether the client likes the answer does not matter. */
  of(send: () => Promise<unknown>): Promise<AwsRequest>;
  close(): Promise<void>;
}

/** A request whose body may be read again and again. */
async function recorded(message: IncomingMessage): Promise<AwsRequest> {
  const [path = "", query = ""] = (message.url ?? "").split(/\?(.*)/s);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers)) headers[name] = String(value);
  const request = { method: message.method ?? "", path, query, headers, body: message };
  return { ...request, body: [await readBody(request)] };
}

const listen = (server: Server): Promise<string> =>
  new Promise((resolve, reject) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (address && typeof address === "object") resolve(`http://127.0.0.1:${address.port}`);
      else reject(new Error("the capturing server has no port"));
    });
  });

export async function startCapture(): Promise<Capture> {
  const requests: Promise<AwsRequest>[] = [];
  const server = createServer((message, response) => {
    const request = recorded(message);
    requests.push(request);
    request.then(
      () => response.writeHead(200).end(),
      () => response.destroy(),
    );
  });
  const endpoint = await listen(server);
  return {
    endpoint,
    async of(send) {
      requests.length = 0;
      await send().catch(() => undefined);
      const [request] = requests;
      if (!request) throw new Error("the client sent no request");
      return request;
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())));
    },
  };
}
