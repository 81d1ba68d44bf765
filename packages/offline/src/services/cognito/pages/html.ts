import { createHash } from "node:crypto";
import type { SiteResponse } from "../../sites";
import type { Exchange } from "./exchange";
import { texts } from "./text";

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => entities[character] ?? character);

const style = `
:root { color-scheme: light dark; --ink: #1a1d21; --soft: #59616b; --line: #767e88; --paper: #fff; --ground: #eef0f3; --accent: #1d4ed8; --on-accent: #fff; --bad: #b42318; }
@media (prefers-color-scheme: dark) { :root { --ink: #eceef1; --soft: #aab2bd; --line: #8b94a0; --paper: #1c2026; --ground: #121519; --accent: #8ab4ff; --on-accent: #0b1220; --bad: #ff9d92; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { width: 100%; max-width: 24rem; padding: 1.5rem; background: var(--paper); border-radius: 0.75rem; box-shadow: 0 1px 4px #0003; }
h1 { margin: 0 0 0.25rem; font-size: 1.375rem; line-height: 1.25; overflow-wrap: anywhere; }
p { margin: 0.25rem 0 1rem; color: var(--soft); overflow-wrap: anywhere; }
label { display: block; margin: 0.75rem 0 0.25rem; font-weight: 600; }
input { width: 100%; padding: 0.625rem 0.75rem; font: inherit; color: inherit; background: transparent; border: 1px solid var(--line); border-radius: 0.5rem; }
input[aria-invalid="true"] { border-color: var(--bad); }
button { width: 100%; margin: 1.25rem 0 0; padding: 0.75rem; font: inherit; font-weight: 600; color: var(--on-accent); background: var(--accent); border: 0; border-radius: 0.5rem; cursor: pointer; }
button.plain { margin: 0.75rem 0 0; color: var(--accent); background: transparent; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
a { color: var(--accent); }
nav { display: flex; flex-wrap: wrap; gap: 0.5rem 1.25rem; margin-top: 1.25rem; }
[role="alert"] { color: var(--bad); font-weight: 600; }
[role="status"] { color: var(--ink); font-weight: 600; }
code { display: block; padding: 0.5rem 0; font-size: 1.0625rem; overflow-wrap: anywhere; color: var(--ink); }
.hint { font-size: 0.875rem; margin: 0.25rem 0 0; }
`;

const styleHash = createHash("sha256").update(style).digest("base64");

/** What a page says. */
export interface Shown {
  title: string;
  /** HTML, with whatever it shows escaped. */
  content: string;
  /** Where its forms may lead to at last: origins or schemes of applications. */
  leadsTo?: readonly string[];
  status?: number;
}

/** A page of the pool's own: it runs nothing, loads nothing, and nobody frames it. */
export function page(exchange: Exchange, { title, content, leadsTo = [], status = 200 }: Shown): SiteResponse {
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    // The empty icon, so that browsers ask for none.
    "img-src data:",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    // Browsers hold redirects after a form to it, and applications on this machine have pages on several ports.
    ["form-action 'self' http://localhost:* http://127.0.0.1:*", ...leadsTo].join(" "),
  ];
  return exchange.withCookies({
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy": policy.join("; "),
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "same-origin",
      vary: "accept-language",
    },
    body: `<!doctype html>
<html lang="${exchange.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
${content}
</main>
</body>
</html>
`,
  });
}

/** A page that says what is wrong, and leads nowhere. */
export function problemPage(exchange: Exchange, problem: "client" | "redirect" | "form" | "request"): SiteResponse {
  const { errorTitle, problems } = texts[exchange.language];
  const status = problem === "request" ? 404 : problem === "form" ? 403 : 400;
  return page(exchange, { title: errorTitle, content: `<p role="alert">${escaped(problems[problem])}</p>`, status });
}

/** Where an application's address is, for a policy: its origin, or the scheme of an app. */
export const sourceOf = (address: string): string => {
  const { origin, protocol } = new URL(address);
  return origin === "null" ? protocol : origin;
};
