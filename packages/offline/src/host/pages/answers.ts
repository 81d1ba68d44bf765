import type { Answer } from "../../services/apigateway/responses";

const answer = (status: number, type: string, document: unknown, headers: [string, string][] = []): Answer => ({
  status,
  headers: [["Content-Type", type], ["Cache-Control", "no-store"], ...headers],
  body: `${JSON.stringify(document, undefined, 2)}\n`,
});

export const json = (status: number, document: unknown): Answer => answer(status, "application/json", document);

/** A problem as RFC 9457 has it. */
export const problem = (status: number, title: string, detail: string, headers?: [string, string][]): Answer =>
  answer(status, "application/problem+json", { type: "about:blank", title, status, detail }, headers);

/** What is answered to another method than a page's own. */
export const onlyBy = (method: string): Answer =>
  problem(405, "Method not allowed", `this page takes ${method} only`, [["Allow", method]]);
