import { STATUS_CODES } from "node:http";
import type { AwsError, AwsResponse } from "../../../protocol/service";
import { commonHeaders } from "../answers";
import { S3Error } from "../errors";
import { escape } from "../xml";

/**
 * An error as websites tell it: a page of S3's own.
 *
 * @param further why the website's own page could not be shown
 */
export function errorPage(error: AwsError, requestId: string, further?: AwsError): AwsResponse {
  const own = error instanceof S3Error ? error.headers : {};
  if (error.status === 304) return { status: 304, headers: { ...commonHeaders(requestId), ...own }, body: "" };
  const title = `${error.status} ${STATUS_CODES[error.status] ?? error.code}`;
  const items = list([...linesOf(error), ["RequestId", requestId], ["HostId", requestId]]);
  const more = further
    ? ["<h3>An Error Occurred While Attempting to Retrieve a Custom Error Document</h3>", ...list(linesOf(further))]
    : [];
  const body = [
    ...["<html>", `<head><title>${title}</title></head>`, "<body>", `<h1>${title}</h1>`],
    ...[...items, ...more, "<hr/>", "</body>", "</html>", ""],
  ].join("\n");
  const headers = { ...commonHeaders(requestId), ...errorHeaders(error), ...own };
  return { status: error.status, headers: { ...headers, "content-type": "text/html; charset=utf-8" }, body };
}

/** What tells programs the error, also beside a page of the website's own. */
export function errorHeaders(error: AwsError): Record<string, string> {
  const details = error instanceof S3Error ? Object.entries(error.details) : [];
  const shown = details.filter(([, value]) => /^[ -~]*$/.test(value));
  return {
    "x-amz-error-code": error.code,
    "x-amz-error-message": error.message,
    ...Object.fromEntries(shown.map(([name, value]) => [`x-amz-error-detail-${name}`, value])),
  };
}

const linesOf = (error: AwsError): [string, string][] => [
  ["Code", error.code],
  ["Message", error.message],
  ...(error instanceof S3Error ? Object.entries(error.details) : []),
];

const list = (lines: [string, string][]): string[] => [
  "<ul>",
  ...lines.map(([name, value]) => `<li>${name}: ${escape(value)}</li>`),
  "</ul>",
];
