import { randomUUID } from "node:crypto";
import { UserError } from "../errors";
import type { AccessControl } from "./access-control";
import type { Activity } from "./activity";
import { limited } from "./body";
import type { Identities, Identity } from "./identities";
import { jsonError } from "./json";
import { queryError } from "./query";
import { AwsError, type AwsRequest, type AwsResponse, type AwsService, type Call, notImplemented } from "./service";
import { refusal } from "./signature/refusals";
import { scopeOf } from "./signature/scope";
import { signatureVerifier, type Verify } from "./signature/verify";
import { WatchedCall } from "./watched-call";

export interface EndpointOptions {
  services: readonly AwsService[];
  identities: Identities;
  accessControl: AccessControl;
  /** Is told of calls while somebody watches them. */
  activity: Activity;
  /** The name by which people reach the endpoint through a proxy, if they do. */
  publicHost: string | undefined;
}

/** What a caller may do, and who it is. */
export type Rights = Pick<Call, "callerArn" | "may" | "authorize">;

/** A request whose sender is known. */
interface Known {
  request: AwsRequest;
  identity: Identity;
  region?: string;
}

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
    const { activity } = this.options;
    const name = scopeOf(request)?.service ?? "unsigned";
    const watched = activity.watchesCalls ? new WatchedCall(name, request) : undefined;
    const answer = await this.serve(request, name, (limited) => this.signed(limited, name), watched);
    if (watched) activity.tell(watched.answered(answer.status));
    return answer;
  }

  /**
   * Serves a request of the host's own user: the account's administrator, who need not sign.
   *
   * @param name the service that it is for, as signatures name it
   */
  handleOwn(request: AwsRequest, name: string): Promise<AwsResponse> {
    const { administrator } = this.options.identities;
    return this.serve(request, name, async (limited) => ({ request: limited, identity: administrator }));
  }

  /** @param known reads who sent the request, to which region, and what its signature holds for */
  private async serve(
    request: AwsRequest,
    name: string,
    known: (limited: AwsRequest) => Promise<Known>,
    watched?: WatchedCall,
  ): Promise<AwsResponse> {
    const requestId = randomUUID();
    const service = this.services.get(name);
    if (!service) return unknownService(request, name, requestId);
    try {
      const limit = service.bodyLimit(request);
      const { request: read, identity, region } = await known(limit ? limited(request, limit) : request);
      const { callerArn, may, authorize } = this.rightsOf(
        identity,
        { headers: request.headers, region },
        service,
        watched,
      );
      const onOperation = watched?.onOperation;
      return await service.handle({ request: read, requestId, region, callerArn, may, authorize, onOperation });
    } catch (error) {
      // The disk is full, for instance: the caller is told, as of any failure of a service.
      const failure = error instanceof UserError ? new AwsError("InternalFailure", error.message, 500) : error;
      if (!(failure instanceof AwsError)) throw failure;
      watched?.hasFailed(failure);
      return service.fail(failure, requestId, request);
    }
  }

  /** A request whose signature is right, and whose it is. */
  private async signed(request: AwsRequest, name: string): Promise<Known> {
    const { signer, request: verified } = await this.verify(this.asSigned(request), name);
    const identity = this.options.identities.find(signer.accessKeyId);
    if (!identity) throw new Error(`the verified key ${signer.accessKeyId} belongs to nobody`);
    if (signer.sessionToken !== undefined && signer.sessionToken !== identity.sessionToken)
      throw refusal(name, "token");
    return { request: verified, identity, region: signer.region };
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

  private rightsOf(
    identity: Identity,
    request: Pick<AwsRequest, "headers"> & { region?: string },
    { denial }: AwsService,
    watched?: WatchedCall,
  ): Rights {
    const { accessControl } = this.options;
    watched?.isMadeBy(identity.callerArn);
    return {
      callerArn: identity.callerArn,
      may: (access) => accessControl.allows(identity, access, request),
      authorize: (access) => accessControl.authorize(identity, access, request, denial, watched?.isJudged),
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
