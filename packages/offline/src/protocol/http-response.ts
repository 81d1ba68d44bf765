import type { Readable } from "node:stream";

/** An HTTP response on its way out; header names as they are sent. */
export interface HttpResponse {
  status: number;
  headers: [name: string, value: string][];
  body: string | Buffer;
  /** Whether the connection ends with it, as what is left of the request is not wanted. */
  closes?: boolean;
}

/** An answer whose body comes piece by piece. */
export interface StreamedResponse extends Pick<HttpResponse, "status" | "headers"> {
  body: Readable;
}

const document = (status: number, type: string, body: unknown, headers: [string, string][] = []): HttpResponse => ({
  status,
  headers: [["Content-Type", type], ["Cache-Control", "no-store"], ...headers],
  body: `${JSON.stringify(body, undefined, 2)}\n`,
});

/**
 * A page of the host's own for a person's browser, which runs nothing in it and loads nothing for it.
 *
 * @param content HTML, with whatever it shows escaped
 */
export const htmlPage = (title: string, content: string): HttpResponse => ({
  status: 200,
  headers: [
    ["Content-Type", "text/html; charset=utf-8"],
    ["Cache-Control", "no-store"],
    ["Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"],
    ["X-Content-Type-Options", "nosniff"],
  ],
  body: `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>
html { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 54rem; margin: 2rem auto; padding: 0 1rem; }
details { border: 1px solid #8885; border-radius: 0.5rem; padding: 0 1rem; margin: 0.75rem 0; }
summary { cursor: pointer; padding: 0.75rem 0; font-weight: 600; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content auto; gap: 0 1rem; margin: 0; }
dt { opacity: 0.7; }
dd { margin: 0; overflow-wrap: anywhere; }
pre { font-size: 0.85rem; white-space: pre-wrap; overflow-wrap: anywhere; }
</style>
<h1>${title}</h1>
${content}
</html>
`,
});

/** A page of the host's own, as JSON for programs and people. */
export const jsonPage = (status: number, body: unknown): HttpResponse => document(status, "application/json", body);

/** A problem as RFC 9457 has it. */
export const problemPage = (
  status: number,
  title: string,
  detail: string,
  headers?: [string, string][],
): HttpResponse =>
  document(status, "application/problem+json", { type: "about:blank", title, status, detail }, headers);
