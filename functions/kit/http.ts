import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";

/** A failure the caller is told about; thrown by handlers, turned into its response by {@link respond}. */
export interface Problem extends Error {
  status: number;
  detail?: string;
}

/**
 * An expected failure, as RFC 9457 describes one.
 *
 * @param status HTTP status, 400 to 599
 * @param title what went wrong, the same text for every occurrence
 * @param detail what is wrong with this request and what to do about it
 */
export const problem = (status: number, title: string, detail?: string): Problem =>
  Object.assign(new Error(title), { status, detail });

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
  const lines = Object.entries(event.multiValueHeaders ?? {}).flatMap(([key, values = []]) =>
    key.toLowerCase() === name ? values : [],
  );
  if (lines.length > 0) return lines.join(", ");
  return Object.entries(event.headers ?? {}).find(([key]) => key.toLowerCase() === name)?.[1];
};

const isProblem = (error: unknown): error is Problem =>
  error instanceof Error && "status" in error && typeof error.status === "number";

/** What AWS services answer when a caller asks too much of them; their SDK clients have already retried. */
const isThrottling = (error: unknown): boolean =>
  error instanceof Error &&
  /^(RequestLimitExceeded|Throttling|ThrottlingException|ProvisionedThroughputExceededException|SlowDown)$/.test(
    error.name,
  );

/** `error` repeats `title`: the clients of the first workshops read `{"error": …}`. */
const problemJson = (problem: Problem, requestId: string, headers: Record<string, string> = {}) =>
  json(
    problem.status,
    {
      type: "about:blank",
      title: problem.message,
      status: problem.status,
      detail: problem.detail,
      error: problem.message,
      requestId,
    },
    { "content-type": "application/problem+json", ...headers },
  );

const failure = (error: unknown, requestId: string): APIGatewayProxyResult => {
  if (isProblem(error)) return problemJson(error, requestId);
  console.error(error);
  if (isThrottling(error)) return problemJson(problem(503, "Out of capacity"), requestId, { "retry-after": "1" });
  return problemJson(problem(500, "Internal error"), requestId);
};

/**
 * A Lambda handler for API Gateway's proxy integration, and the only place where an HTTP handler's errors are caught:
 * a {@link Problem} becomes its response, anything else is logged whole and answered with a fixed text.
 *
 * Reads `ALLOWED_ORIGIN`, the origin browsers may call from: a proxy integration has to answer CORS headers itself.
 */
export const respond =
  (handle: (event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>) =>
  async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    const result = await handle(event).catch((error: unknown) => failure(error, event.requestContext.requestId));
    const headers = {
      "access-control-allow-origin": process.env.ALLOWED_ORIGIN ?? "*",
      "access-control-expose-headers": "ETag, Location, Retry-After",
      "cache-control": "no-store",
      ...result.headers,
    };
    return { ...result, headers };
  };
