import { type Agent, request } from "node:http";

/** An answer with its headers as they came. */
export interface RawAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/**
 * A request whose path goes out byte by byte: fetch would tidy it up. A body in pieces is sent one after the other. Without an agent
 * the connection is its own.
 */
export function rawRequest(
  base: string,
  method: string,
  path: string,
  headers: Record<string, string | string[]> = {},
  body: string | Buffer | string[] = "",
  agent: Agent | false = false,
): Promise<RawAnswer> {
  const { hostname, port, pathname } = new URL(base);
  return new Promise((resolve, reject) => {
    const options = { hostname, port, method, path: pathname.replace(/\/$/, "") + path || "/", headers, agent };
    const sent = request(options, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    sent.on("error", reject);
    if (typeof body === "string" || Buffer.isBuffer(body)) return void sent.end(body);
    for (const piece of body) sent.write(piece);
    sent.end();
  });
}
