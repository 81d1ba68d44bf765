import type { AwsError, AwsRequest, AwsResponse, Call, Location } from "../../protocol/service";
import type { Protocol } from "../../protocol/operations";
import { commonHeaders } from "./answers";
import type { S3Input } from "./context";
import { corsHeaders, refuseOtherSites } from "./cors";
import { denial, errorAnswer, noSuchBucket } from "./errors";
import { operationOf } from "./operations";
import { givenMembers } from "./members";
import { checkRegion } from "./regions";
import { bucketNameOf, readRequest } from "./request";
import type { BucketSettings } from "./settings";

/** Errors and answers alike carry a bucket's CORS headers, so that a browser's script may read why it was refused. */
export class S3Protocol implements Protocol<S3Input, AwsResponse> {
  readonly denial = denial;

  /** Objects go to the disk as they come, and what is read whole has limits of its own. */
  readonly bodyLimit = (): undefined => undefined;

  constructor(
    private readonly buckets: ReadonlyMap<string, BucketSettings>,
    private readonly location: Location,
  ) {}

  readonly read = (request: AwsRequest): { operation: string; input: S3Input } => {
    const isOfService = request.method === "GET" && bucketNameOf(request) === "";
    const input = isOfService ? ofNoBucket(request) : this.inputOf(request);
    return { operation: operationOf(input.request), input };
  };

  readonly admit = (operation: string, input: S3Input, { region }: Call): void =>
    checkRegion(input, this.location, { operation, region });

  readonly givenMembers = ({ request }: S3Input): string[] => givenMembers(request);

  readonly write = (_: string, output: AwsResponse, call: { request: AwsRequest; requestId: string }): AwsResponse =>
    this.finished(output, call.request, call.requestId);

  readonly fail = (error: AwsError, requestId: string, request: AwsRequest): AwsResponse =>
    this.finished(errorAnswer(error, requestId, request.path), request, requestId);

  /**
   * What a request is about.
   *
   * @throws NoSuchBucket; AccessForbidden to web pages of other sites; what {@link readRequest} throws
   */
  inputOf(request: AwsRequest): S3Input {
    const read = readRequest(request);
    const bucket = this.buckets.get(read.bucket);
    if (!bucket) throw noSuchBucket(read.bucket);
    refuseOtherSites(bucket.cors ?? [], request.method, request.headers);
    return { request: read, bucket };
  }

  /** An answer with the headers that every answer has. */
  finished({ status, headers, body }: AwsResponse, request: AwsRequest, requestId: string): AwsResponse {
    const { method } = request;
    const rules = method === "OPTIONS" ? [] : (this.buckets.get(bucketNameOf(request) ?? "")?.cors ?? []);
    const all = { ...commonHeaders(requestId), ...corsHeaders(rules, method, request.headers), ...headers };
    return { status, headers: all, body: method === "HEAD" ? "" : body };
  }
}

/** The service itself is asked for its buckets. */
const ofNoBucket = (request: AwsRequest): S3Input => ({ request: readRequest(request), bucket: { name: "" } });
