import { randomUUID } from "node:crypto";
import { jsonError } from "./protocols/json";
import { queryError } from "./protocols/query";
import { AwsError, type AwsRequest, type AwsResponse, notImplemented, type Service } from "./service";

/** Whom an access key belongs to. */
export type PrincipalOf = (accessKeyId: string) => string;

/** What a signed request says of itself. */
interface Scope {
  accessKeyId: string;
  service: string;
}

const credential = /Credential=([^/,\s&]+)\/\d{8}\/[^/]+\/([^/]+)\/aws4_request/;

/** The scope of a signed request, by header or presigned query; undefined for a request that is not signed. */
export function scopeOf({ headers, query }: Pick<AwsRequest, "headers" | "query">): Scope | undefined {
  const presigned = query.includes("X-Amz-Credential=") ? decodeURIComponent(query) : undefined;
  const [, accessKeyId, service] = credential.exec(headers.authorization ?? presigned ?? "") ?? [];
  return accessKeyId !== undefined && service !== undefined ? { accessKeyId, service } : undefined;
}

/** The AWS endpoint: names the service and the caller of a request, and hands it over. */
export class Endpoint {
  private readonly services: Map<string, Service>;

  constructor(
    services: Service[],
    private readonly principalOf: PrincipalOf,
  ) {
    this.services = new Map(services.map((service) => [service.name, service]));
  }

  /** Serves a signed request; every error is an answer in the service's own shape. */
  async handle(request: AwsRequest): Promise<AwsResponse> {
    const requestId = randomUUID();
    const scope = scopeOf(request);
    const service = scope && this.services.get(scope.service);
    if (!scope || !service) return unknownService(request, scope?.service ?? "unsigned", requestId);
    const callerArn = this.principalOf(scope.accessKeyId);
    try {
      return await service.handle({ request, requestId, callerArn, authorize: () => undefined });
    } catch (error) {
      if (error instanceof AwsError) return service.fail(error, requestId);
      throw error;
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.services.values()].map(async (service) => service.close?.()));
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
