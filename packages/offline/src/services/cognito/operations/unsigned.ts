import { limited } from "../../../protocol/body";
import { json } from "../../../protocol/json";
import { AwsError, type AwsRequest, type AwsResponse, type AwsService } from "../../../protocol/service";
import type { UnsignedDoor } from "../../module";

const target = "AWSCognitoIdentityProviderService.";

/** Whether a request asks for an operation of user pools. */
export const isForUserPools = ({ method, headers }: AwsRequest): boolean =>
  method === "POST" && (headers["x-amz-target"] ?? "").startsWith(target);

/**
 * Serves the operations that need no signature, such as a sign-in, to programs. A web page asks at the pool's own port: the
 * port of the AWS endpoint answers none.
 */
export const unsignedDoor = (service: AwsService): UnsignedDoor => ({
  servesPages: false,
  handle(request, requestId) {
    if (!isForUserPools(request)) return undefined;
    const { origin, "sec-fetch-site": site } = request.headers;
    if (origin !== undefined || site !== undefined)
      return Promise.resolve(
        json(403, { __type: "ForbiddenException", message: "a user pool answers web pages at its own address" }),
      );
    return answerUnsigned(service, request, requestId);
  },
});

/** What nobody signs may do what needs no permission. */
export async function answerUnsigned(
  service: AwsService,
  request: AwsRequest,
  requestId: string,
): Promise<AwsResponse> {
  const limit = service.bodyLimit(request);
  try {
    return await service.handle({
      request: limit ? limited(request, limit) : request,
      requestId,
      callerArn: "anonymous",
      may: (access) => access.length === 0,
      authorize: (access) => {
        if (access.length > 0)
          throw new AwsError("MissingAuthenticationTokenException", "Missing Authentication Token");
      },
    });
  } catch (error) {
    if (error instanceof AwsError) return service.fail(error, requestId, request);
    throw error;
  }
}
