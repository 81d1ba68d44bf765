import { randomUUID } from "node:crypto";
import { UserError } from "../errors";
import type { Identities, Identity } from "./identities";
import type { Judge } from "./judge";
import { jsonError } from "./json";
import { queryError } from "./query";
import { AwsError, type AwsRequest, type AwsResponse, type Call, notImplemented, type Service } from "./service";
import { scopeOf } from "./signature/scope";
import type { Services } from "../services";
import type { FormSigner, S3 } from "../services/s3";
import { signatureVerifier, type Verify } from "./signature/verify";

/** The AWS endpoint: verifies a request's signature, names its caller, has the judge decide, and lets a service serve. */
export class Endpoint {
  private readonly services: Map<string, Service>;
  private readonly verify: Verify;
  private readonly s3: S3;

  constructor(
    { s3, others }: Services,
    private readonly identities: Identities,
    private readonly judge: Judge,
    /** The name by which people reach the endpoint through a proxy, if they do. */
    private readonly publicHost: string | undefined,
  ) {
    this.s3 = s3;
    this.services = new Map([s3, ...others].map((service) => [service.name, service]));
    this.verify = signatureVerifier({ secretOf: (id) => identities.find(id)?.secretAccessKey });
  }

  /** Serves a request; every error is an answer in the service's own shape. */
  async handle(request: AwsRequest): Promise<AwsResponse> {
    const requestId = randomUUID();
    const name = scopeOf(request)?.service ?? "unsigned";
    const service = this.services.get(name);
    if (!service) return unknownService(request, name, requestId);
    try {
      const { signer, request: verified } = await this.verify(this.asSigned(request), name);
      const identity = this.identities.find(signer.accessKeyId);
      if (!identity) throw new Error(`the verified key ${signer.accessKeyId} belongs to nobody`);
      return await service.handle(this.callOf(verified, requestId, identity, service));
    } catch (failure) {
      // The disk is full, for instance: the caller is told, as of any failure of a service.
      const error = failure instanceof UserError ? new AwsError("InternalFailure", failure.message, 500) : failure;
      if (!(error instanceof AwsError)) throw error;
      const answer = service.fail(error, requestId);
      // A browser's script may read why it was refused, as on S3.
      return service === this.s3
        ? { ...answer, headers: { ...answer.headers, ...this.s3.corsHeaders(request) } }
        : answer;
    }
  }

  /**
   * Serves what browsers send to S3 and do not sign: preflights, and forms, which carry a signature among their fields.
   * Returns undefined for any other request.
   */
  async handleUnsigned(request: AwsRequest): Promise<AwsResponse | undefined> {
    const { method, headers } = request;
    const requestId = randomUUID();
    if (method === "OPTIONS") return this.s3.preflight(request, requestId);
    if (method !== "POST" || !headers["content-type"]?.startsWith("multipart/form-data")) return undefined;
    return this.s3.postObject({ request, requestId, signerOf: (id) => this.signerOf(id, request) });
  }

  async close(): Promise<void> {
    await Promise.all([...this.services.values()].map(async (service) => service.close?.()));
  }

  /** A forwarding proxy, such as a Codespace's, puts its own host in the place of the public one, which was signed. */
  private asSigned(request: AwsRequest): AwsRequest {
    if (this.publicHost === undefined || request.headers["x-forwarded-host"] === undefined) return request;
    return { ...request, headers: { ...request.headers, host: this.publicHost } };
  }

  private signerOf(accessKeyId: string, request: AwsRequest): FormSigner | undefined {
    const identity = this.identities.find(accessKeyId);
    if (!identity) return undefined;
    const { secretAccessKey: secret, callerArn } = identity;
    return { secret, callerArn, ...this.rightsOf(identity, request, this.s3) };
  }

  private callOf(request: AwsRequest, requestId: string, identity: Identity, service: Service): Call {
    return { request, requestId, callerArn: identity.callerArn, ...this.rightsOf(identity, request, service) };
  }

  private rightsOf(identity: Identity, request: AwsRequest, service: Service): Pick<Call, "may" | "authorize"> {
    return {
      may: (access) => this.judge.allows(identity, access, request),
      authorize: (access) => this.judge.authorize(identity, access, request, service),
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
