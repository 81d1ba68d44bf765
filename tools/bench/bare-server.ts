/** The least that Node.js does for a request, in a process of its own; see main.ts. */
import { createServer } from "node:http";

const server = createServer((_, response) => response.end('{"ok":true}'));
server.listen(0, "127.0.0.1", () => process.send?.(server.address()));
