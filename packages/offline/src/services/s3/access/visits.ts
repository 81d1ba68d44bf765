import { randomUUID } from "node:crypto";
import { AwsError, type AwsRequest, type AwsResponse, type AwsService } from "../../../protocol/service";
import type { Origin, OriginSigner, SiteDoor } from "../../sites";
import type { S3Context } from "../context";
import { noSuchBucket } from "../errors";
import type { S3Protocol } from "../protocol";
import { bucketNameOf, objectArn } from "../request";
import { placeOfHost, websiteBucketHere } from "../website/address";
import { answerWebsite } from "../website/answer";
import { errorPage } from "../website/error-page";
import { isReading, refuseOverrides } from "./anonymous";
import type { Rights, Visitors } from "./visitors";

/** Serves those who do not sign themselves: visitors of websites, readers of what is public, and distributions. */
export class Visits implements Origin {
  constructor(
    private readonly context: S3Context,
    private readonly aws: AwsService,
    private readonly protocol: S3Protocol,
    private readonly visitors: Visitors,
  ) {}

  /** Serves what arrives without a signature; undefined for what is neither a website's nor reads a bucket. */
  receive(request: AwsRequest, requestId: string): Promise<AwsResponse> | undefined {
    const website = websiteBucketHere(request.headers.host ?? "");
    if (website !== undefined) return this.#website(website, request, requestId);
    const bucket = bucketNameOf(request) ?? "";
    if (!isReading(request) || !this.context.buckets.has(bucket)) return undefined;
    return this.#serve(bucket, request, requestId, undefined);
  }

  /** The door of a bucket's website. */
  door(bucket: string): SiteDoor {
    return { handle: (request) => this.#website(bucket, request, randomUUID()) };
  }

  owns(host: string): boolean {
    const place = placeOfHost(host);
    return place !== undefined && this.context.buckets.has(place.bucket);
  }

  /** A website knows no signers: whoever fetches from it is a visitor like any other. */
  handle(request: AwsRequest, signer: OriginSigner | undefined): Promise<AwsResponse> {
    const { bucket = "", isWebsite = false } = placeOfHost(request.headers.host ?? "") ?? {};
    if (isWebsite) return this.#website(bucket, request, randomUUID());
    const { host: _, ...headers } = request.headers;
    // By its path: the name of AWS's that names the bucket is none of this machine's.
    const byPath = { ...request, path: `/${bucket}${request.path}`, headers };
    return this.#serve(bucket, byPath, randomUUID(), signer);
  }

  #rights(name: string, request: AwsRequest, signer: OriginSigner | undefined): Rights {
    const { buckets, store } = this.context;
    const objects = objectArn(name, "");
    return this.visitors(
      name,
      request,
      signer,
      ({ action, resource }) =>
        action === "s3:GetObject" &&
        buckets.get(name)?.publicAcls === true &&
        store.object(name, resource.slice(objects.length))?.isPublic === true,
    );
  }

  async #serve(
    bucket: string,
    request: AwsRequest,
    requestId: string,
    signer: OriginSigner | undefined,
  ): Promise<AwsResponse> {
    try {
      if (!signer) refuseOverrides(request);
      return await this.aws.handle({ request, requestId, ...this.#rights(bucket, request, signer) });
    } catch (error) {
      if (error instanceof AwsError) return this.protocol.fail(error, requestId, request);
      throw error;
    }
  }

  async #website(name: string, request: AwsRequest, requestId: string): Promise<AwsResponse> {
    const bucket = this.context.buckets.get(name);
    if (!bucket) return errorPage(noSuchBucket(name), requestId);
    const rights = this.#rights(name, request, undefined);
    return answerWebsite({ context: this.context, bucket, request, requestId, rights });
  }
}
