import { randomUUID } from "node:crypto";
import { UserError } from "../errors";
import type { AccessControl } from "./access-control";
import { limited } from "./body";
import type { Identities, Identity } from "./identities";
import { jsonError } from "./json";
import { queryError } from "./query";
import { AwsError, type AwsRequest, type AwsResponse, type AwsService, type Call, notImplemented } from "./service";
import { refusal } from "./signature/refusals";
import { scopeOf } from "./signature/scope";
import { signatureVerifier, type Verify } from "./signature/verify";

export interface EndpointOptions {
  services: readonly AwsService[];
  identities: Identities;
  accessControl: AccessControl;
  /** The name by which people reach the endpoint through a proxy, if they do. */
  publicHost: string | undefined;
}

/** What a caller may do, and who it is. */
export type Rights = Pick<Call, "callerArn" | "may" | "authorize">;

/** The AWS endpoint: verifies a request's signature, names its caller, and has the service that it is for serve it. */
export class Endpoint {
  private readonly services: Map<string, AwsService>;
  private readonly verify: Verify;

  constructor(private readonly options: EndpointOptions) {
    this.services = new Map(options.services.map((service) => [service.name, service]));
    this.verify = signatureVerifier({ secretOf: (id) => options.identities.find(id)?.secretAccessKey });
  }

  /** Serves a request; every error is an answer in the service's own shape. */
  async handle(request: AwsRequest): Promise<AwsResponse> {
    const requestId = randomUUID();
    const name = scopeOf(request)?.service ?? "unsigned";
    const service = this.services.get(name);
    if (!service) return unknownService(request, name, requestId);
    try {
      const limit = service.bodyLimit(request);
      const signed = this.asSigned(request);
      const { signer, request: verified } = await this.verify(limit ? limited(signed, limit) : signed, name);
      const identity = this.options.identities.find(signer.accessKeyId);
      if (!identity) throw new Error(`the verified key ${signer.accessKeyId} belongs to nobody`);
      if (signer.sessionToken !== undefined && signer.sessionToken !== identity.sessionToken)
        throw refusal(name, "token");
      return await service.handle({ request: verified, requestId, ...this.rightsOf(identity, request, service) });
    } catch (error) {
      if (error instanceof AwsError) return service.fail(error, requestId, request);
      // The disk is full, for instance: the caller is told, as of any failure of a service.
      if (error instanceof UserError)
        return service.fail(new AwsError("InternalFailure", error.message, 500), requestId, request);
      throw error;
    }
  }

  /** What the owner of an access key may do at a service; undefined if nobody has the key. */
  rightsOfKey(
    accessKeyId: string,
    request: AwsRequest,
    service: AwsService,
  ): (Rights & { secret: string; sessionToken: string | undefined }) | undefined {
    const identity = this.options.identities.find(accessKeyId);
    if (!identity) return undefined;
    const { secretAccessKey: secret, sessionToken } = identity;
    return { secret, sessionToken, ...this.rightsOf(identity, request, service) };
  }

  /** A forwarding proxy, such as a Codespace's, puts its own host in the place of the public one, which was signed. */
  private asSigned(request: AwsRequest): AwsRequest {
    const { publicHost } = this.options;
    if (publicHost === undefined || request.headers["x-forwarded-host"] === undefined) return request;
    return { ...request, headers: { ...request.headers, host: publicHost } };
  }

  private rightsOf(identity: Identity, request: AwsRequest, { denial }: AwsService): Rights {
    const { accessControl } = this.options;
    return {
      callerArn: identity.callerArn,
      may: (access) => accessControl.allows(identity, access, request),
      authorize: (access) => accessControl.authorize(identity, access, request, denial),
    };
  }
}

/** A service that is not embedded says so in the shape of the protocol it was called in. */
function unknownService(request: AwsRequest, name: string, requestId: string): AwsResponse {
  const operation = request.headers["x-amz-target"] ?? `${request.method} ${request.path}`;
  const error = notImplemented(name, operation);
  const isForm = (request.headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded");
  if (isForm || name === "s3") return queryError(error, requestId);
  const answer = jsonError(error, requestId);
  return { ...answer, headers: { ...answer.headers, "x-amzn-errortype": error.code } };
}
