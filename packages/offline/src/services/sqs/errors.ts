import { json } from "../../protocol/json";
import { AwsError, type AwsResponse, type Denial } from "../../protocol/service";

/**
 * Codes of the query protocol, which clients know errors by from before: SQS sends them beside the shapes of the JSON
 * protocol. What is not named here has the same code in both, less an `Exception`.
 */
const queryCodes: Record<string, string> = {
  BatchEntryIdsNotDistinct: "AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
  BatchRequestTooLong: "AWS.SimpleQueueService.BatchRequestTooLong",
  EmptyBatchRequest: "AWS.SimpleQueueService.EmptyBatchRequest",
  InvalidBatchEntryId: "AWS.SimpleQueueService.InvalidBatchEntryId",
  InvalidSignatureException: "SignatureDoesNotMatch",
  MissingRequiredParameterException: "MissingParameter",
  PurgeQueueInProgress: "AWS.SimpleQueueService.PurgeQueueInProgress",
  QueueDoesNotExist: "AWS.SimpleQueueService.NonExistentQueue",
  TooManyEntriesInBatchRequest: "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
  UnrecognizedClientException: "InvalidClientTokenId",
};

/** The code of an error in the query protocol. */
export const queryCode = ({ code }: AwsError): string => queryCodes[code] ?? code.replace(/Exception$/, "");

/** SQS's denial. */
export const denial = { code: "AccessDeniedException", status: 403 } as const satisfies Denial;

/** An error as SQS writes it in the JSON protocol; shapes in `…Exception` are the framework's, not SQS's own. */
export function errorAnswer(error: AwsError, requestId: string): AwsResponse {
  const namespace = error.code.endsWith("Exception") ? "com.amazon.coral.service" : "com.amazonaws.sqs";
  const answer = json(error.status, { __type: `${namespace}#${error.code}`, message: error.message }, "1.0");
  const fault = error.status < 500 ? "Sender" : "Receiver";
  const headers = { "x-amzn-requestid": requestId, "x-amzn-query-error": `${queryCode(error)};${fault}` };
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

export const noSuchQueue = (): AwsError => new AwsError("QueueDoesNotExist", "The specified queue does not exist.");

export const missing = (parameter: string): AwsError =>
  new AwsError("MissingRequiredParameterException", `The request must contain the parameter ${parameter}.`);

export const invalid = (message: string): AwsError => new AwsError("InvalidParameterValueException", message);

export const invalidValue = (value: unknown, parameter: string, reason: string): AwsError =>
  invalid(`Value ${String(value)} for parameter ${parameter} is invalid. Reason: ${reason}`);

export const invalidHandle = (handle: string): AwsError =>
  new AwsError("ReceiptHandleIsInvalid", `The input receipt handle "${handle}" is not a valid receipt handle.`);

export const purgeInProgress = (queue: string): AwsError => {
  const message = `Only one PurgeQueue operation on ${queue} is allowed every 60 seconds.`;
  return new AwsError("PurgeQueueInProgress", message, 403);
};
