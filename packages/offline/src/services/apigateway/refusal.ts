/**
 * What API Gateway answers by itself, by gateway response type: its own status and words, and the name it gives in
 * `x-amzn-ErrorType` (https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html).
 */
const answers = {
  ACCESS_DENIED: { status: 403, message: "Forbidden", name: "AccessDeniedException" },
  API_CONFIGURATION_ERROR: { status: 500, message: "Internal server error", name: "InternalServerErrorException" },
  /** It has no words: `$context.error.messageString` is `null`. */
  AUTHORIZER_CONFIGURATION_ERROR: { status: 500, message: "", name: "AuthorizerConfigurationException" },
  BAD_REQUEST_BODY: { status: 400, message: "Invalid request body", name: "BadRequestException" },
  BAD_REQUEST_PARAMETERS: { status: 400, message: "Missing required request parameters", name: "BadRequestException" },
  /** A function that failed, or answered what is no proxy answer, has no type of its own. */
  DEFAULT_5XX: { status: 502, message: "Internal server error", name: "InternalServerErrorException" },
  INTEGRATION_FAILURE: {
    status: 504,
    message: "Network error communicating with endpoint",
    name: "InternalServerErrorException",
  },
  INTEGRATION_TIMEOUT: { status: 504, message: "Endpoint request timed out", name: "InternalServerErrorException" },
  INVALID_SIGNATURE: { status: 403, message: "Forbidden", name: "InvalidSignatureException" },
  INVALID_API_KEY: { status: 403, message: "Forbidden", name: "ForbiddenException" },
  MISSING_AUTHENTICATION_TOKEN: {
    status: 403,
    message: "Missing Authentication Token",
    name: "MissingAuthenticationTokenException",
  },
  QUOTA_EXCEEDED: { status: 429, message: "Limit Exceeded", name: "LimitExceededException" },
  REQUEST_TOO_LARGE: { status: 413, message: "Request Too Long", name: "RequestTooLargeException" },
  THROTTLED: { status: 429, message: "Too Many Requests", name: "TooManyRequestsException" },
  UNAUTHORIZED: { status: 401, message: "Unauthorized", name: "UnauthorizedException" },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, message: "Unsupported Media Type", name: "BadRequestException" },
  WAF_FILTERED: { status: 403, message: "Forbidden", name: "ForbiddenException" },
} as const;

/** A gateway response type that this host answers. */
export type RefusalType = keyof typeof answers;

/** An error that the gateway answers itself; a stack's gateway responses may put their status and words in its place. */
export class Refusal extends Error {
  readonly status: number;
  /** What `x-amzn-ErrorType` says. */
  readonly errorType: string;

  constructor(
    readonly type: RefusalType,
    { message, validationErrors }: { message?: string; validationErrors?: string } = {},
  ) {
    super(message ?? answers[type].message);
    this.status = answers[type].status;
    this.errorType = answers[type].name;
    this.validationErrors = validationErrors ?? "";
  }

  /** What is wrong with a body, for `$context.error.validationErrorString`. */
  readonly validationErrors: string;
}
