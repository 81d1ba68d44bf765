import { Failure } from "../shell/host";
import type { Operation } from "./operation";

/** A request of an API, ready to be sent. */
export interface ApiCall {
  method: string;
  /** Absolute. */
  url: string;
  headers: Record<string, string>;
  body?: string;
}

/** What a person has filled in. */
export interface Filled {
  method: string;
  /** Values by place and name, as `query limit`; empty for what is not sent. */
  values: Record<string, string>;
  body: string;
  key: string;
}

/** The request that a form makes. */
export function callOf(path: string, operation: Operation, { method, values, body, key }: Filled): ApiCall {
  const given = operation.parameters.map((parameter) => ({ ...parameter, value: values[nameOf(parameter)] ?? "" }));
  const inPath = given.filter(({ place }) => place === "path");
  const filled = inPath.reduce(
    (text, { name, value }) =>
      text
        .replace(`{${name}}`, encodeURIComponent(value))
        // What takes the rest of the path takes its slashes.
        .replace(`{${name}+}`, value.split("/").map(encodeURIComponent).join("/")),
    operation.path,
  );
  const query = new URLSearchParams(
    given.filter(({ place, value }) => place === "query" && value !== "").map(({ name, value }) => [name, value]),
  ).toString();
  const headers = Object.fromEntries(
    given.filter(({ place, value }) => place === "header" && value !== "").map(({ name, value }) => [name, value]),
  );
  const hasBody = operation.body !== undefined && method !== "GET" && method !== "HEAD";
  return {
    method,
    url: `${location.origin}${path}${filled}${query && `?${query}`}`,
    headers: {
      ...headers,
      ...(operation.needsKey && { "x-api-key": key }),
      ...(hasBody && { "content-type": operation.body?.contentType ?? "" }),
    },
    body: hasBody ? body : undefined,
  };
}

/** What a parameter's value is kept by. */
export const nameOf = ({ place, name }: { place: string; name: string }): string => `${place} ${name}`;

/** A text as a shell reads it: quoted, whatever it holds. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** The command that sends the same. */
export function curlOf({ method, url, headers, body }: ApiCall): string {
  const parts = [
    `curl -i${method === "GET" ? "" : method === "HEAD" ? " --head" : ` -X ${method}`} ${quoted(url)}`,
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(body === undefined ? [] : [`--data-raw ${quoted(body)}`]),
  ];
  return parts.join(" \\\n  ");
}

/** What came back. */
export interface ApiAnswer {
  status: number;
  milliseconds: number;
  headers: [name: string, value: string][];
  body: string;
  requestId?: string;
}

/**
 * Sends a request.
 *
 * @throws Failure if there is no answer that a browser may read
 */
export async function sendCall({ method, url, headers, body }: ApiCall): Promise<ApiAnswer> {
  const began = performance.now();
  // Cookies are the console's own: an API has no use for them.
  const init: RequestInit = { method, headers, body, credentials: "omit", redirect: "manual", cache: "no-store" };
  const response = await fetch(url, init).catch((error: unknown) => {
    if (error instanceof TypeError) throw new Failure(0, "There is no answer", error.message);
    throw error;
  });
  if (response.type === "opaqueredirect")
    throw new Failure(0, "The answer is a redirect", "Browsers follow those and show nothing of them: use the curl.");
  const text = await response.text();
  return {
    status: response.status,
    milliseconds: performance.now() - began,
    headers: [...response.headers],
    body: text,
    requestId: response.headers.get("x-amzn-requestid") ?? undefined,
  };
}
