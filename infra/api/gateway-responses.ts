/** CORS headers as API Gateway wants static values: in single quotes. */
export const corsHeaders = (info: { allowedOrigin: string }): Record<string, string> => ({
  "Access-Control-Allow-Origin": `'${info.allowedOrigin}'`,
  "Access-Control-Expose-Headers": "'ETag, Location, Retry-After'",
});

/** What an answer of the gateway's depends on. */
interface GatewayInfo {
  allowedOrigin: string;
  userPoolArn?: string;
}

/** An answer that the gateway gives by itself; `detail` is in the words of its templates. */
export interface GatewayError {
  status: number;
  title: string;
  detail?: string;
  /** Seconds. */
  retryAfter?: number;
}

/** The gateway's own problems, by the type of its response. */
export const gatewayErrors = {
  ACCESS_DENIED: { status: 403, title: "Forbidden" },
  API_CONFIGURATION_ERROR: { status: 500, title: "Internal error" },
  AUTHORIZER_CONFIGURATION_ERROR: { status: 500, title: "Internal error" },
  AUTHORIZER_FAILURE: { status: 500, title: "Internal error" },
  BAD_REQUEST_BODY: {
    status: 400,
    title: "Invalid request body",
    detail: '"$context.error.validationErrorString"',
  },
  BAD_REQUEST_PARAMETERS: {
    status: 400,
    title: "Invalid request parameters",
    detail: "$context.error.messageString",
  },
  DEFAULT_4XX: { status: 400, title: "Bad request" },
  // A function that crashes, times out or answers nonsense has no response type of its own.
  DEFAULT_5XX: { status: 502, title: "Bad gateway" },
  EXPIRED_TOKEN: { status: 403, title: "Forbidden" },
  INTEGRATION_FAILURE: { status: 504, title: "Gateway timeout" },
  INTEGRATION_TIMEOUT: { status: 504, title: "Gateway timeout" },
  INVALID_API_KEY: { status: 403, title: "Forbidden" },
  INVALID_SIGNATURE: { status: 403, title: "Forbidden" },
  // What AWS answers to an unknown route or method; its own words mislead people.
  MISSING_AUTHENTICATION_TOKEN: { status: 404, title: "Not found" },
  QUOTA_EXCEEDED: { status: 429, title: "Quota exceeded" },
  REQUEST_TOO_LARGE: { status: 413, title: "Request too large" },
  RESOURCE_NOT_FOUND: { status: 404, title: "Not found" },
  THROTTLED: { status: 429, title: "Too many requests", retryAfter: 1 },
  UNAUTHORIZED: { status: 401, title: "Unauthorized" },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: "Unsupported media type" },
  WAF_FILTERED: { status: 403, title: "Forbidden" },
} as const satisfies Record<string, GatewayError>;

/** Where people sign in, a token that has expired is as good as none: signing in again mends both. */
const withSignIn = { ...gatewayErrors, EXPIRED_TOKEN: gatewayErrors.UNAUTHORIZED };

/**
 * Every answer that the gateway gives by itself, as a problem. `$context.status` renders empty, so a numeric `status` takes one response per
 * type.
 */
export function gatewayResponses(info: GatewayInfo): object {
  const signsIn = info.userPoolArn !== undefined;
  const errors = Object.entries<GatewayError>(signsIn ? withSignIn : gatewayErrors);
  const entries = errors.map(([type, { status, title, detail, retryAfter }]) => {
    const headers = {
      ...corsHeaders(info),
      "Content-Type": "'application/problem+json'",
      ...(retryAfter && { "Retry-After": `'${retryAfter}'` }),
      // A 401 has to say by what one may come in (RFC 9110, 15.5.2; RFC 6750, 3).
      ...(signsIn && status === 401 && { "WWW-Authenticate": "'Bearer'" }),
    };
    const fields = [
      '"type":"about:blank"',
      `"title":"${title}"`,
      `"status":${status}`,
      ...(detail ? [`"detail":${detail}`] : []),
      `"error":"${title}"`,
      '"requestId":"$context.requestId"',
    ];
    const parameters = Object.entries(headers).map(([name, value]) => [`gatewayresponse.header.${name}`, value]);
    return [
      type,
      {
        statusCode: status,
        responseParameters: Object.fromEntries(parameters),
        responseTemplates: { "application/json": `{${fields.join(",")}}` },
      },
    ];
  });
  return Object.fromEntries(entries);
}
