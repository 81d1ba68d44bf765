/** An HTTP response on its way out; header names as they are sent. */
export interface HttpResponse {
  status: number;
  headers: [name: string, value: string][];
  body: string | Buffer;
  /** Whether the connection ends with it, as what is left of the request is not wanted. */
  closes?: boolean;
}

const document = (status: number, type: string, body: unknown, headers: [string, string][] = []): HttpResponse => ({
  status,
  headers: [["Content-Type", type], ["Cache-Control", "no-store"], ...headers],
  body: `${JSON.stringify(body, undefined, 2)}\n`,
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
