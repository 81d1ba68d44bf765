import { AwsError, type Denial } from "../../protocol/service";

/** SNS's denial. */
export const denial = { code: "AuthorizationError", status: 403 } as const satisfies Denial;

/** @param what the parameter, and after `Reason:` what is wrong with it, where SNS says so */
export const invalid = (what: string): AwsError => new AwsError("InvalidParameter", `Invalid parameter: ${what}`);

/** A message attribute that SNS does not take. */
export const invalidAttribute = (message: string): AwsError => new AwsError("ParameterValueInvalid", message);

/** @param what `Topic` or `Subscription` */
export const notFound = (what: string): AwsError => new AwsError("NotFound", `${what} does not exist`, 404);
