import { randomBytes } from "node:crypto";
import type { Firewall } from "../../protocol/firewall";
import type { AwsRequest } from "../../protocol/service";
import type { SiteDoor, SiteResponse, Viewer } from "../sites";
import type { Answer } from "./answer/answer";
import { conditioned } from "./answer/conditions";
import { withPolicy } from "./answer/headers";
import type { Distribution } from "./distribution";
import { type Asked, behaviorFor, type Edge } from "./edge";
import { errorPage } from "./error-page";
import type { EdgeFunctions } from "./viewer-functions/edge-functions";
import { type Blocked, passFirewall } from "./firewall-check";
import { FunctionFailure } from "./viewer-functions/runner";

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html */
const limits = { urlBytes: 8192 } as const;

const wrongMethod =
  "This distribution is not configured to allow the HTTP request method that was used for this request. The distribution supports only cachable requests.";
const brokenFunction =
  "The CloudFront function associated with the CloudFront distribution is invalid or could not run.";

const blockedRequest =
  "Request blocked. We can't connect to the server for this app or website at this time. There might be too much traffic or a configuration error. Try again later, or contact the app or website owner.";

/** Serves what comes to a distribution, in CloudFront's order: firewall, behavior, function, cache or origin, headers, function. */
export class DistributionDoor implements SiteDoor {
  constructor(
    private readonly distribution: Distribution,
    private readonly edge: Edge,
    private readonly functions: EdgeFunctions,
    private readonly firewall?: Firewall,
  ) {}

  async handle(request: AwsRequest, viewer: Viewer): Promise<SiteResponse> {
    const requestId = randomBytes(42).toString("base64url");
    return this.identified(await this.answer(request, viewer, requestId), requestId, viewer);
  }

  private async answer(given: AwsRequest, viewer: Viewer, requestId: string): Promise<SiteResponse> {
    const passed = this.firewall ? await passFirewall(this.firewall, given, viewer, requestId) : given;
    if ("isBlocked" in passed) return blocked(passed, requestId);
    return this.answerTo(passed, viewer, requestId);
  }

  private async answerTo(request: AwsRequest, viewer: Viewer, requestId: string): Promise<SiteResponse> {
    const behavior = behaviorFor(this.distribution, request.path);
    const refusal = this.refusalOf(request, behavior.allowedMethods);
    if (refusal) return errorPage(...refusal, requestId);
    try {
      return sent(await this.serve({ request, behavior, viewer, requestId }));
    } catch (error) {
      if (!(error instanceof FunctionFailure)) throw error;
      const status = error.kind === "FunctionValidationError" ? 502 : 503;
      return errorPage(status, brokenFunction, requestId, error.kind);
    }
  }

  /** Why a request is answered by CloudFront itself. */
  private refusalOf(
    { method, path, query, headers }: AwsRequest,
    allowed: ReadonlySet<string>,
  ): [status: number, message: string] | undefined {
    if (!this.distribution.isEnabled) return [403, "The distribution is disabled."];
    if (path.length + query.length > limits.urlBytes) return [413, "The request's URL is too long."];
    if (!allowed.has(method)) return [403, wrongMethod];
    const hasBody = headers["transfer-encoding"] !== undefined || (headers["content-length"] ?? "0") !== "0";
    return method === "GET" && hasBody ? [403, "Bad request."] : undefined;
  }

  private async serve(asked: Asked): Promise<Answer> {
    const { behavior, requestId } = asked;
    const { responseHeaders } = behavior;
    const made = await this.functions.onRequest(asked, this.distribution);
    const policed = (answer: Answer): Answer =>
      responseHeaders ? withPolicy(asked.request, answer, responseHeaders, requestId) : answer;
    if ("cause" in made) return policed(made);
    const request = this.rooted(made);
    const gotten = policed(await this.edge.get({ ...asked, request }));
    // CloudFront runs no function for an error of the origin.
    const isError = gotten.status >= 400 || gotten.cause === "Error";
    const answer = isError ? gotten : await this.functions.onResponse({ ...asked, request }, this.distribution, gotten);
    return conditioned(request, answer);
  }

  /** The root is a page of its own. */
  private rooted(request: AwsRequest): AwsRequest {
    const { rootObject } = this.distribution;
    return request.path === "/" && rootObject !== undefined ? { ...request, path: rootObject } : request;
  }

  /** Every answer says what it went through. */
  private identified(response: SiteResponse, requestId: string, { httpVersion }: Viewer): SiteResponse {
    const { headers, body } = response;
    const isWhole = typeof body === "string" || Buffer.isBuffer(body);
    const bare = response.status === 304 || response.status === 204;
    return {
      ...response,
      headers: {
        ...headers,
        ...(isWhole && !bare && headers["content-length"] === undefined
          ? { "content-length": String(Buffer.byteLength(body)) }
          : {}),
        via: `${httpVersion} ${this.distribution.domainName} (CloudFront)`,
        "x-amz-cf-id": requestId,
      },
    };
  }
}

/** What CloudFront answers in a firewall's place, or what that wants it to. */
function blocked({ response }: Blocked, requestId: string): SiteResponse {
  if (!response) return errorPage(403, blockedRequest, requestId);
  const { status, headers, body } = response;
  const named = headers.map(([name, value]): [string, string] => [name.toLowerCase(), value]);
  return { status, headers: { ...Object.fromEntries(named), "x-cache": "Error from cloudfront" }, body };
}

const sent = ({ status, headers, body, cause, age }: Answer): SiteResponse => ({
  status,
  headers: {
    ...headers,
    "x-cache": `${cause} from cloudfront`,
    ...(age === undefined ? {} : { age: String(age) }),
  },
  body,
});
