import { systemClock } from "../../clock";
import { awsService, type Operation, type Operations } from "../../protocol/operations";
import { AwsError, type AwsRequest, type AwsResponse, type AwsService, type Call } from "../../protocol/service";
import type { SignerOf, UnsignedDoor } from "../module";
import { Visits } from "./access/visits";
import type { S3Context, S3Input } from "./context";
import { answerPreflight } from "./cors";
import { applyObjects } from "./declared-objects/apply";
import type { DeclaredObject } from "./declared-objects/declared";
import { postObject } from "./form/post";
import { LifecycleRunner } from "./lifecycle/runner";
import { Notifications } from "./notifications";
import { checkOwner, membersOf } from "./members";
import { type OperationName, operations } from "./operations";
import { S3Protocol } from "./protocol";
import type { S3Options } from "./settings";
import { Store } from "./store/store";
import { unsentEvents } from "./unsent-events";

/** S3 for the program's buckets, in a folder. Tags, ACLs and policies of its own it has not. */
export class S3 implements UnsignedDoor {
  /** What the endpoint serves of requests that are signed. */
  readonly aws: AwsService;
  readonly servesPages = true;
  /** Serves those who do not sign themselves, where it is known what they may do. */
  readonly visits?: Visits;
  readonly #context: S3Context;
  readonly #protocol: S3Protocol;
  readonly #lifecycle: LifecycleRunner;
  readonly #log: (text: string) => void;

  /**
   * Opens the folder.
   *
   * @throws UserError if the folder's index is damaged elsewhere than at its torn end, and is not to be repaired
   */
  constructor(options: S3Options) {
    const { directory, location, buckets, clock = systemClock, notify, opening } = options;
    const { visitors, log = () => undefined } = options;
    const store = new Store(directory, opening);
    const notifications = new Notifications(store, { location, notify });
    const byName = new Map(buckets.map((bucket) => [bucket.name, bucket]));
    this.#context = { store, notifications, buckets: byName, location, now: () => new Date(clock.now()) };
    this.#log = log;
    this.#lifecycle = new LifecycleRunner(this.#context, clock, log);
    this.#protocol = new S3Protocol(byName, location);
    this.aws = awsService("s3", this.#protocol, this.#operations());
    if (visitors) this.visits = new Visits(this.#context, this.aws, this.#protocol, visitors);
  }

  /** Says what is not served, delivers the notifications that an earlier process left, and does what lifecycle rules ask for. */
  start(): void {
    for (const bucket of this.#context.buckets.values()) {
      const unsent = unsentEvents(bucket);
      if (unsent !== undefined) this.#log(unsent);
    }
    this.#context.notifications.deliverPending();
    this.#lifecycle.start();
  }

  /**
   * Brings the objects that the program declares into their buckets.
   *
   * @throws UserError for what AWS would refuse
   */
  apply(objects: DeclaredObject[]): Promise<void> {
    return applyObjects(this.#context, objects);
  }

  /**
   * Serves what is not signed in AWS's way: websites, what everybody may read, preflights, and forms, which carry a
   * signature among their fields.
   */
  handle(request: AwsRequest, requestId: string, signerOf: SignerOf): Promise<AwsResponse> | undefined {
    const visit = this.visits?.receive(request, requestId);
    if (visit) return visit;
    if (request.method === "OPTIONS") return this.#preflight(request, requestId);
    if (request.method !== "POST" || !request.headers["content-type"]?.startsWith("multipart/form-data"))
      return undefined;
    return this.#postObject(request, requestId, signerOf);
  }

  async close(): Promise<void> {
    await this.#lifecycle.close();
    this.#context.notifications.close();
    await this.#context.store.close();
  }

  #operations(): Operations<S3Input, AwsResponse> {
    const isName = (name: string): name is OperationName => Object.hasOwn(operations, name);
    const names = Object.keys(operations).filter(isName);
    const entries = names.map((name): [string, Operation<S3Input, AwsResponse>] => {
      const operation = operations[name];
      const run = (input: S3Input, call: Call): Promise<AwsResponse> => {
        checkOwner(input.request, this.#context.location.account);
        return operation.run({ ...this.#context, ...input, call });
      };
      return [name, { members: membersOf(name), access: operation.access, run }];
    });
    return Object.fromEntries(entries);
  }

  /** By the bucket's CORS rules. */
  #preflight(request: AwsRequest, requestId: string): Promise<AwsResponse> {
    return this.#answer(request, requestId, async ({ bucket }) => answerPreflight(bucket.cors ?? [], request.headers));
  }

  #postObject(request: AwsRequest, requestId: string, signerOf: SignerOf): Promise<AwsResponse> {
    return this.#answer(request, requestId, (input) => {
      const { denial } = this.#protocol;
      const call = {
        request,
        requestId,
        callerArn: "",
        // Nobody is known until the form's signature has been verified.
        may: () => false,
        authorize: () => {
          throw new AwsError(denial.code, "Access Denied", denial.status);
        },
      };
      return postObject({ ...this.#context, ...input, call }, signerOf);
    });
  }

  async #answer(
    request: AwsRequest,
    requestId: string,
    act: (input: S3Input) => Promise<AwsResponse>,
  ): Promise<AwsResponse> {
    try {
      return this.#protocol.finished(await act(this.#protocol.inputOf(request)), request, requestId);
    } catch (error) {
      if (error instanceof AwsError) return this.#protocol.fail(error, requestId, request);
      throw error;
    }
  }
}
