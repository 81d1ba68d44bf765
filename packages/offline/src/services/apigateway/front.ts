import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { HttpResponse } from "../../protocol/http-response";

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
export const limits = { bodyBytes: 10_485_760, headerBytes: 10_240 } as const;

const plainText = (status: number, body: string): HttpResponse => ({
  status,
  headers: [["Content-Type", "text/plain"]],
  body,
  closes: true,
});

/** The HTTP server before API Gateway's own code answers this, and nobody can shape it. */
export const bodyTooLarge = plainText(413, `HTTP content length exceeded ${limits.bodyBytes} bytes.`);

/** So do these words come from that server; its status is 431, as Cloudflare saw it (backbencher.dev/solved-431-status-code-with-request-header-fields-too-large). */
const headersTooLarge = plainText(431, `HTTP header is larger than ${limits.headerBytes} bytes.`);

/** Whether a request announces a body that is too large, so that not a byte of it needs to be sent. */
export const announcesTooMuch = ({ headers }: IncomingMessage): boolean =>
  Number(headers["content-length"] ?? 0) > limits.bodyBytes;

/** What is refused before anything else is looked at. */
export function frontRefusal(message: IncomingMessage): HttpResponse | undefined {
  if (announcesTooMuch(message)) return bodyTooLarge;
  let bytes = 0;
  for (const part of message.rawHeaders) bytes += part.length;
  return bytes > limits.headerBytes ? headersTooLarge : undefined;
}

/** What LocalStack and AWS answer to the address of an API or stage that does not exist. */
export const noStage = (): HttpResponse => ({
  status: 403,
  headers: [
    ["Content-Type", "application/json"],
    ["x-amzn-ErrorType", "ForbiddenException"],
    ["x-amzn-RequestId", randomUUID()],
  ],
  body: '{"message":"Forbidden"}',
});
