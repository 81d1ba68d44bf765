import { AwsError, type AwsRequest, type AwsResponse, type Call, type Service } from "../../protocol/service";
import { commonHeaders } from "./answers";
import { answerPreflight, corsHeaders } from "./cors";
import { errorAnswer, noSuchBucket } from "./errors";
import type { Surroundings } from "./exchange";
import { postObject } from "./form/post";
import { listBuckets } from "./listing/buckets";
import { Notifications } from "./notifications";
import { operationOf } from "./operations";
import { readRequest, type S3Request } from "./request";
import type { BucketSettings, FormUpload, S3Options } from "./settings";
import { Store } from "./store/store";

export type {
  BucketSettings,
  CorsRule,
  FormSigner,
  FormUpload,
  NotificationConfiguration,
  S3EventNotification,
  S3EventRecord,
  S3Options,
} from "./settings";

/** S3 for the program's buckets, path-style, in a folder. Versions, tags, ACLs and policies of its own it has not. */
export class S3 implements Service {
  readonly name = "s3";
  readonly denialCode = "AccessDenied";
  readonly denialStatus = 403;
  readonly #surroundings: Surroundings;

  /**
   * Opens the folder and delivers the notifications that an earlier process left, after the caller's current code.
   *
   * @throws UserError if the folder's index is damaged elsewhere than at its torn end, and is not to be repaired
   */
  constructor({ directory, location, buckets, now = () => new Date(), notify, opening }: S3Options) {
    const store = new Store(directory, opening);
    const notifications = new Notifications(store, { location, notify });
    const byName = new Map(buckets.map((bucket) => [bucket.name, bucket]));
    this.#surroundings = { store, notifications, buckets: byName, location, now };
    queueMicrotask(() => notifications.deliverPending());
  }

  handle(call: Call): Promise<AwsResponse> {
    return this.#answer(call.request, call.requestId, async (request) => {
      if (request.bucket === "" && request.method === "GET") return listBuckets(call, this.#surroundings);
      const bucket = this.#bucket(request.bucket);
      const operation = operationOf(request);
      return operation({ ...this.#surroundings, call, request, bucket });
    });
  }

  /** Answers an `OPTIONS` request, which is never signed, by the bucket's CORS rules. */
  preflight(request: AwsRequest, requestId: string): Promise<AwsResponse> {
    return this.#answer(request, requestId, async ({ bucket, headers }) =>
      answerPreflight(this.#bucket(bucket).cors ?? [], headers),
    );
  }

  /** Serves a form sent to a bucket (`POST /bucket`, `multipart/form-data`), and verifies the signature in its fields. */
  postObject(upload: FormUpload): Promise<AwsResponse> {
    return this.#answer(upload.request, upload.requestId, async (request) => {
      const bucket = this.#bucket(request.bucket);
      const call = {
        request: upload.request,
        requestId: upload.requestId,
        callerArn: "",
        // Nobody is known until the form's signature has been verified.
        may: () => false,
        authorize: () => {
          throw new AwsError(this.denialCode, "Access Denied", this.denialStatus);
        },
      };
      return postObject({ ...this.#surroundings, call, request, bucket }, upload);
    });
  }

  /** The headers by which a browser's script may read an answer, for errors found before the service is called. */
  corsHeaders({ path, method, headers }: AwsRequest): Record<string, string> {
    const rules = this.#surroundings.buckets.get(path.split("/")[1] ?? "")?.cors ?? [];
    return corsHeaders(rules, method, headers);
  }

  fail(error: AwsError, requestId: string): AwsResponse {
    return errorAnswer(error, requestId);
  }

  async close(): Promise<void> {
    this.#surroundings.notifications.close();
    await this.#surroundings.store.close();
  }

  /** Answers with the headers of every answer; errors are answers here, so that they too carry CORS headers. */
  async #answer(
    request: AwsRequest,
    requestId: string,
    act: (request: S3Request) => Promise<AwsResponse>,
  ): Promise<AwsResponse> {
    const { status, headers, body } = await attempt();
    const all = {
      ...commonHeaders(requestId),
      ...(request.method === "OPTIONS" ? {} : this.corsHeaders(request)),
      ...headers,
    };
    return { status, headers: all, body: request.method === "HEAD" ? "" : body };

    async function attempt(): Promise<AwsResponse> {
      try {
        return await act(readRequest(request));
      } catch (error) {
        if (error instanceof AwsError) return errorAnswer(error, requestId, request.path);
        throw error;
      }
    }
  }

  #bucket(name: string): BucketSettings {
    const bucket = this.#surroundings.buckets.get(name);
    if (!bucket) throw noSuchBucket(name);
    return bucket;
  }
}
