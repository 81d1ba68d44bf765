import { AwsError, type Denial } from "../../protocol/service";

export const denial = { code: "AccessDeniedException", status: 403 } as const satisfies Denial;

/** The query protocol's codes for errors, as CloudWatch's model has them; signatures are refused as elsewhere. */
export const queryCodes: Record<string, string> = {
  InternalFailure: "InternalServiceError",
  InvalidFormatFault: "InvalidFormat",
  InvalidSignatureException: "SignatureDoesNotMatch",
  LimitExceededFault: "LimitExceeded",
  MissingRequiredParameterException: "MissingParameter",
  SerializationException: "MalformedInput",
  UnrecognizedClientException: "InvalidClientTokenId",
  ValidationException: "ValidationError",
};

export const missing = (parameter: string): AwsError =>
  new AwsError("MissingRequiredParameterException", `The parameter ${parameter} is required.`);

export const invalid = (message: string): AwsError => new AwsError("InvalidParameterValueException", message);

export const invalidValue = (value: unknown, parameter: string, reason = "is invalid."): AwsError =>
  invalid(`The value ${String(value)} for parameter ${parameter} ${reason}`);

export const invalidCombination = (message: string): AwsError =>
  new AwsError("InvalidParameterCombinationException", message);

export const invalidToken = (): AwsError => new AwsError("InvalidNextToken", "The specified NextToken is invalid.");

export const validation = (message: string): AwsError => new AwsError("ValidationException", message);

/** A value that must be there. */
export function required<Value>(value: Value | undefined, parameter: string): Value {
  if (value === undefined) throw missing(parameter);
  return value;
}
