import { readFile } from "node:fs/promises";
import { builtFile } from "../../built";
import type { HttpResponse } from "../../protocol/http-response";

/** The files of the console, by path below the host's own pages. */
const files: Partial<Record<string, { name: string; type: string }>> = {
  "": { name: "page.html", type: "text/html; charset=utf-8" },
  "console/main.js": { name: "main.js", type: "text/javascript; charset=utf-8" },
  "console/main.css": { name: "main.css", type: "text/css; charset=utf-8" },
  "console/icon.svg": { name: "icon.svg", type: "image/svg+xml" },
};

/** It runs its own script and asks its own host; what it shows of others is text, or an image that it has read itself. */
const policy = [
  "default-src 'none'",
  ...["script-src 'self'", "style-src 'self'", "img-src 'self' blob:", "connect-src 'self'"],
  ...["base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"],
].join("; ");

/** A file of the console; undefined for what is none of them. */
export async function consoleFile(method: string | undefined, path: string): Promise<HttpResponse | undefined> {
  const file = files[path];
  if (!file || (method !== "GET" && method !== "HEAD")) return undefined;
  return {
    status: 200,
    headers: [
      ["Content-Type", file.type],
      ["Cache-Control", "no-store"],
      ["Content-Security-Policy", policy],
      ["Cross-Origin-Opener-Policy", "same-origin"],
      ["Cross-Origin-Resource-Policy", "same-origin"],
      ["X-Content-Type-Options", "nosniff"],
    ],
    body: await readFile(builtFile(`console/${file.name}`)),
  };
}
