import { type Endpoint, parametersOf } from "../../functions/kit/endpoint";
import { type GatewayError, gatewayErrors } from "../../infra/api/gateway-responses";

/** A problem that the gateway answers by itself. */
export interface GatewayProblem {
  error: GatewayError;
  description: string;
  /** An example of its detail. */
  detail?: string;
  /** The endpoints that it stands before. */
  of(endpoint: Endpoint): boolean;
}

const all = () => true;

/** What an answer of any operation may be instead, before or after its function has its say. */
export const gatewayProblems: GatewayProblem[] = [
  {
    error: gatewayErrors.BAD_REQUEST_PARAMETERS,
    description: "A required parameter is missing or blank",
    detail: "Missing required request parameters: [id]",
    // A path's variable may be blank as well: `/events/%20`.
    of: (endpoint) => parametersOf(endpoint).some(({ required }) => required),
  },
  {
    error: gatewayErrors.BAD_REQUEST_BODY,
    description: "The body does not have its schema",
    of: ({ body }) => body !== undefined,
  },
  {
    error: gatewayErrors.INVALID_API_KEY,
    description: "The API key is missing or wrong",
    of: ({ keyRequired = true }) => keyRequired,
  },
  { error: gatewayErrors.THROTTLED, description: "Too many requests in a second; `Retry-After` says when", of: all },
  { error: gatewayErrors.QUOTA_EXCEEDED, description: "The API key's requests of this month are used up", of: all },
  { error: gatewayErrors.DEFAULT_5XX, description: "The function failed, or ran out of time", of: all },
  { error: gatewayErrors.INTEGRATION_TIMEOUT, description: "The answer took too long", of: all },
];
