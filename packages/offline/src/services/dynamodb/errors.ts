import { UserError } from "../../errors";
import { AwsError } from "../../protocol/service";

/** Shapes that do not belong to DynamoDB's own model but to the frameworks in front of it. */
const namespaces: Record<string, string> = {
  AccessDeniedException: "com.amazon.coral.service#",
  IncompleteSignatureException: "com.amazon.coral.service#",
  InvalidSignatureException: "com.amazon.coral.service#",
  MissingAuthenticationTokenException: "com.amazon.coral.service#",
  SerializationException: "com.amazon.coral.service#",
  UnknownOperationException: "com.amazon.coral.service#",
  UnrecognizedClientException: "com.amazon.coral.service#",
  ValidationException: "com.amazon.coral.validate#",
};

/** An error of DynamoDB with further members, such as the item that failed a condition. */
export class DynamoDbError extends AwsError {
  constructor(
    code: string,
    message: string,
    readonly members: Record<string, unknown> = {},
    status = 400,
  ) {
    super(code, message, status);
  }
}

export const validationError = (message: string): DynamoDbError => new DynamoDbError("ValidationException", message);

/** The message of a constraint of the API's model, in the words of AWS's framework. */
export const constraintError = (value: string, member: string, constraint: string): DynamoDbError =>
  validationError(
    `1 validation error detected: Value ${value} at '${member}' failed to satisfy constraint: ${constraint}`,
  );

/** The body of an error as DynamoDB writes it. */
export function errorBody(error: AwsError): Record<string, unknown> {
  const type = (namespaces[error.code] ?? "com.amazonaws.dynamodb.v20120810#") + error.code;
  return { __type: type, message: error.message, ...(error instanceof DynamoDbError ? error.members : {}) };
}

interface DynaliteError extends Error {
  statusCode: number;
  body: { __type: string; message?: string; Message?: string };
}

const isDynaliteError = (error: unknown): error is DynaliteError =>
  error instanceof Error && "statusCode" in error && "body" in error;

/**
 * What a client is told of an error that came out of dynalite. Its own errors carry AWS's answer; anything else is a
 * defect, which must not end the host: the client gets a 500, as from AWS, and tries again.
 */
export function fromDynalite(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  if (isDynaliteError(error)) {
    const { __type, message, Message } = error.body;
    return new DynamoDbError(__type.slice(__type.indexOf("#") + 1), message ?? Message ?? "", {}, error.statusCode);
  }
  const text = error instanceof UserError ? error.message : `The embedded DynamoDB failed: ${String(error)}`;
  const failure = new AwsError("InternalServerError", text, 500);
  failure.cause = error;
  return failure;
}
