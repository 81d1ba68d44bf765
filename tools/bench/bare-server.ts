/** The least that Node.js does for a request, in a process of its own; see bare.ts. */
import { createServer } from "node:http";

const object = "x".repeat(10 * 1024);

const server = createServer((request, response) => {
  if (request.url !== "/object") return response.end('{"ok":true}');
  if (request.method === "GET") return response.end(object);
  return request.resume().on("end", () => response.end());
});
server.listen(0, "127.0.0.1", () => process.send?.(server.address()));
