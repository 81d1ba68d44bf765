import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from "aws-lambda";
import { admit } from "./caller";
import { hasName, isProblem, prefetched, type Problem, problem } from "./errors";
import { type Failures, noFailures, writeRequestLine } from "./request-line";

/** An answer with a JSON body. `headers` win over the ones every answer carries. */
export const json = (status: number, body: unknown, headers: Record<string, string> = {}): APIGatewayProxyResult => ({
  statusCode: status,
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(body),
});

/** An answer without a body. */
export const empty = (status: number, headers: Record<string, string> = {}): APIGatewayProxyResult => ({
  statusCode: status,
  headers,
  body: "",
});

/** A request's header, whatever its case and on however many lines it came. */
export const headerOf = (event: APIGatewayProxyEvent, name: string): string | undefined => {
  const isNamed = (key: string): boolean => key.toLowerCase() === name.toLowerCase();
  const lines = Object.entries(event.multiValueHeaders ?? {}).flatMap(([key, values = []]) =>
    isNamed(key) ? values : [],
  );
  if (lines.length > 0) return lines.join(", ");
  return Object.entries(event.headers ?? {}).find(([key]) => isNamed(key))?.[1];
};

/**
 * Holds a `GET` that acts to people's own clicks: a browser that fetches pages in advance says so
 * (https://html.spec.whatwg.org/multipage/browsing-the-web.html#the-sec-purpose-header; older ones `Purpose`).
 *
 * @throws the 403 for a prefetch
 */
export const refusePrefetch = (event: APIGatewayProxyEvent): void => {
  const purpose = headerOf(event, "sec-purpose") ?? headerOf(event, "purpose") ?? headerOf(event, "x-moz") ?? "";
  if (/\bprefetch\b/i.test(purpose)) throw problem(403, prefetched.title, prefetched.detail);
};

/** What AWS services answer when a caller asks too much of them; their SDK clients have already retried. */
const throttlings = [
  "RequestLimitExceeded",
  "Throttling",
  "ThrottlingException",
  "ProvisionedThroughputExceededException",
  "SlowDown",
];

const isThrottling = (error: unknown): boolean => hasName(error, ...throttlings);

/** What the caller is told of an error: a {@link Problem} as it is, of anything else a fixed text. */
const problemOf = (error: unknown): Problem => {
  if (isProblem(error)) return error;
  return isThrottling(error) ? problem(503, "Out of capacity") : problem(500, "Internal error");
};

/** `error` repeats `title`: the clients of the first workshops read `{"error": …}`. */
const problemJson = ({ status, message, detail }: Problem, requestId: string, headers: Record<string, string> = {}) =>
  json(
    status,
    { type: "about:blank", title: message, status, detail, error: message, requestId },
    { "content-type": "application/problem+json", ...headers },
  );

/**
 * A Lambda handler for API Gateway's proxy integration, and the only place where an HTTP handler's errors are caught:
 * a {@link Problem} becomes its response, anything else is logged whole and answered with a fixed text. Each request
 * leaves one line in the log besides.
 *
 * Reads `ALLOWED_ORIGIN`, the origin browsers may call from: a proxy integration has to answer CORS headers itself. Reads
 * `CALLERS`, whom the route is open to where people sign in: a handler sees no request of anybody else.
 */
export const respond =
  (handle: (event: APIGatewayProxyEvent, failures: Pick<Failures, "note">) => Promise<APIGatewayProxyResult>) =>
  async (event: APIGatewayProxyEvent, context: Pick<Context, "awsRequestId">): Promise<APIGatewayProxyResult> => {
    const began = performance.now();
    const failures = noFailures();
    const answer = async (): Promise<APIGatewayProxyResult> => {
      admit(event, process.env.CALLERS);
      return handle(event, failures);
    };
    const result = await answer().catch((error: unknown) => {
      failures.note(error);
      const told = problemOf(error);
      failures.problem = told.message;
      return problemJson(told, event.requestContext.requestId, isThrottling(error) ? { "retry-after": "1" } : {});
    });
    writeRequestLine(event, context, { status: result.statusCode, began, failures });
    const headers = {
      "access-control-allow-origin": process.env.ALLOWED_ORIGIN ?? "*",
      "access-control-expose-headers": "ETag, Location, Retry-After",
      "cache-control": "no-store",
      ...result.headers,
    };
    return { ...result, headers };
  };
