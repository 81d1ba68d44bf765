import { AwsError } from "../../protocol/service";

/* Cognito's errors, in its own names and words. */

export const notAuthorized = (message: string): AwsError => new AwsError("NotAuthorizedException", message);
export const invalidParameter = (message: string): AwsError => new AwsError("InvalidParameterException", message);
export const notFound = (message: string): AwsError => new AwsError("ResourceNotFoundException", message);

export const wrongPassword = (): AwsError => notAuthorized("Incorrect username or password.");
export const tooManyAttempts = (): AwsError => notAuthorized("Password attempts exceeded");
export const userNotFound = (): AwsError => new AwsError("UserNotFoundException", "User does not exist.");
export const userExists = (): AwsError => new AwsError("UsernameExistsException", "User account already exists");
export const notConfirmed = (): AwsError => new AwsError("UserNotConfirmedException", "User is not confirmed.");
export const resetRequired = (): AwsError =>
  new AwsError("PasswordResetRequiredException", "Password reset required for the user");
export const codeMismatch = (): AwsError =>
  new AwsError("CodeMismatchException", "Invalid verification code provided, please try again.");
export const codeUsed = (): AwsError =>
  new AwsError("ExpiredCodeException", "Your software token has already been used once.");
export const codeExpired = (): AwsError =>
  new AwsError("ExpiredCodeException", "Invalid code provided, please request a code again.");
export const limitExceeded = (): AwsError =>
  new AwsError("LimitExceededException", "Attempt limit exceeded, please try after some time.");
export const invalidSession = (): AwsError => notAuthorized("Invalid session for the user.");

/** What the program declares comes back at the next start: it is not taken away here. */
export const isDeclared = (what: string): AwsError =>
  new AwsError("NotImplemented", `the program declares ${what}: it is gone once the program drops it`, 501);
