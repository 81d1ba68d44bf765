import type { Endpoint } from "../../functions/kit/endpoint";
import { apiScope } from "../users/scopes";

/** How the API lets people in. */
export interface AccessInfo {
  /** Whether routes ask for an API key. */
  apiKeyRequired: boolean;
  /** ARN of the pool whose users may come in; undefined where the API asks for keys. */
  userPoolArn?: string;
}

/** What a route asks for: a key, or an access token for the API's scope; nothing where it is open. */
export function securityOf(
  { keyRequired = true }: Pick<Endpoint, "keyRequired">,
  { apiKeyRequired, userPoolArn }: AccessInfo,
): Record<string, string[]>[] {
  if (!keyRequired) return [];
  // With a scope the gateway takes access tokens alone, without one identity tokens alone
  // (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-enable-cognito-user-pool.html).
  if (userPoolArn !== undefined) return [{ cognito: [apiScope] }];
  return apiKeyRequired ? [{ apiKey: [] }] : [];
}

/**
 * The schemes that {@link securityOf} names. The gateway looks at the whole of an `Authorization` header, with `Bearer ` or
 * without (https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-accessing-resources-api-gateway-and-lambda.html).
 */
export function securitySchemes({ userPoolArn }: AccessInfo): object {
  if (userPoolArn === undefined) return { apiKey: { type: "apiKey", name: "x-api-key", in: "header" } };
  return {
    cognito: {
      type: "apiKey",
      name: "Authorization",
      in: "header",
      "x-amazon-apigateway-authtype": "cognito_user_pools",
      "x-amazon-apigateway-authorizer": { type: "cognito_user_pools", providerARNs: [userPoolArn] },
    },
  };
}
