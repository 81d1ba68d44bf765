import type { APIGatewayProxyEvent, Context } from "aws-lambda";
import { userOf } from "./caller";
import { hasName, isProblem } from "./errors";
import { type Figures, writeLine } from "./log";

/**
 * What failed while a request was handled: unexpected errors are logged whole at once, and all of them count for the
 * request's line.
 */
export interface Failures {
  /** Notes an error that a handler answers by itself. */
  note: (error: unknown) => void;
  /** Title of the problem that the caller was told. */
  problem?: string;
  /** Whether a table was out of capacity. */
  isThrottled: boolean;
}

/** What has failed of a request that begins. */
export const noFailures = (): Failures => {
  const failures: Failures = {
    isThrottled: false,
    note: (error) => {
      if (!isProblem(error)) console.error(error);
      // The only name that is DynamoDB's alone, and what tables of provisioned capacity answer.
      failures.isThrottled ||= hasName(error, "ProvisionedThroughputExceededException");
    },
  };
  return failures;
};

/**
 * Writes the one line that a request leaves in its function's log: what an operator asks for. Queries, bodies and
 * headers are not in it, as they may hold what is personal or secret; of the API key and of the user there is the id.
 *
 * @param began when the handler began, by `performance.now()`
 */
export const writeRequestLine = (
  event: APIGatewayProxyEvent,
  { awsRequestId }: Pick<Context, "awsRequestId">,
  { status, began, failures }: { status: number; began: number; failures: Failures },
): void => {
  const { requestId, identity } = event.requestContext;
  const line = {
    requestId: awsRequestId,
    apiRequestId: requestId,
    route: `${event.httpMethod} ${event.resource}`,
    path: event.pathParameters ?? undefined,
    status,
    durationMs: Math.round((performance.now() - began) * 10) / 10,
    apiKeyId: identity.apiKeyId ?? undefined,
    userId: userOf(event),
    problem: failures.problem,
  };
  const figures: Figures = failures.isThrottled ? { TableThrottles: { value: 1, unit: "Count" } } : {};
  writeLine(status >= 500 ? "ERROR" : "INFO", line, figures);
};
