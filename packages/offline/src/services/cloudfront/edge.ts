import { Readable } from "node:stream";
import type { AwsRequest } from "../../protocol/service";
import type { Viewer } from "../sites";
import { type Answer, type Cause, shownHeaders, without } from "./answer/answer";
import { compressed, isCompressible } from "./answer/compression";
import { Cache, type Entry, largestBody } from "./cache/cache";
import { errorSeconds, freshSeconds, valueOf } from "./cache/freshness";
import { cacheKey } from "./cache/key";
import { type Behavior, type Distribution, usualErrorTtl } from "./distribution";
import { errorPage } from "./error-page";
import { type OriginAnswer, OriginFailure, type Origins } from "./origin/fetch";
import { normalEncoding, originRequest } from "./origin/request";

/** A request that has found its behavior. */
export interface Asked {
  request: AwsRequest;
  behavior: Behavior;
  viewer: Viewer;
  requestId: string;
}

const conditions = new Set("if-match if-none-match if-modified-since if-unmodified-since if-range range".split(" "));
/** What goes with the body of a request. */
const bodyHeaders = new Set(["content-length", "content-type", "content-encoding", "transfer-encoding"]);
/** What a 304 says only of itself, or of what is kept as it was before it was compressed. */
const ofAnswer = new Set(["content-length", "etag"]);

/** Gets what is asked for from the cache, or else from the origin, and keeps it as the policies say. */
export class Edge {
  constructor(
    private readonly distribution: Distribution,
    private readonly origins: Pick<Origins, "fetch">,
    private readonly now: () => number,
    readonly cache = new Cache(),
  ) {}

  async get(asked: Asked): Promise<Answer> {
    const { request, behavior, viewer } = asked;
    const isCached = behavior.cachedMethods.has(request.method) && behavior.cache.maxTtl > 0;
    const key = isCached ? cacheKey(request, behavior.cache, viewer) : undefined;
    const entry = key === undefined ? undefined : this.cache.find(key);
    if (entry && this.now() < entry.until) return this.kept(entry, entry.isError ? "Error" : "Hit");
    // The whole is what is kept: parts and bare headers are handed on.
    const isWhole = request.method !== "HEAD" && request.headers.range === undefined;
    if (key === undefined || !isWhole) return this.fetch(asked, undefined);
    return this.fetch(asked, key, entry?.isError ? undefined : entry);
  }

  /**
   * @param key what the answer is to be kept under; undefined if it is not
   * @param stale what was kept, and is to be used again if it still holds
   */
  private async fetch(asked: Asked, key: string | undefined, stale?: Entry): Promise<Answer> {
    const { behavior, viewer, requestId } = asked;
    const { domainName } = this.distribution;
    const { headers: wanted, ...rest } = originRequest(asked.request, behavior, viewer, { requestId, domainName });
    const plain = key === undefined ? wanted : { ...without(wanted, conditions), ...(stale && validatorsOf(stale)) };
    const sent = { ...rest, headers: plain };
    let answer: OriginAnswer;
    try {
      answer = await this.origins.fetch(this.distribution, behavior.originId, sent);
    } catch (error) {
      if (!(error instanceof OriginFailure)) throw error;
      if (stale) return this.reuse(stale, error.status);
      const { headers, body } = errorPage(error.status, error.message, requestId);
      return this.failed(asked, key, {
        status: error.status,
        headers,
        body: Buffer.from(String(body)),
        cause: "Error",
      });
    }
    if (stale && answer.status === 304 && key !== undefined) {
      answer.body.destroy();
      return this.refresh(asked, key, stale, answer);
    }
    if (stale && answer.status >= 500) {
      answer.body.destroy();
      return this.reuse(stale, answer.status);
    }
    const headers = shownHeaders(answer.headers, keepsCookies(behavior));
    if (answer.status >= 400) return this.failed(asked, key, { ...answer, headers, cause: "Error" });
    return this.take(asked, key, { ...answer, headers, cause: "Miss" });
  }

  /** Compresses an answer where it is to be, and keeps it while it is read. */
  private async take(
    { request, behavior }: Asked,
    key: string | undefined,
    answer: Answer & { body: Readable },
  ): Promise<Answer> {
    const { status } = answer;
    const now = this.now();
    const seconds = key === undefined ? undefined : freshSeconds(answer.headers, behavior.cache, now);
    const isKept = key !== undefined && seconds !== undefined && status !== 206 && status !== 304;
    const keep = (headers: Answer["headers"], body: Buffer): void => {
      if (isKept)
        this.cache.keep(key, { status, headers, body, isError: false, since: now, until: now + seconds * 1000 });
    };
    const encodings = behavior.compresses ? normalEncoding(request, behavior.cache) : "";
    if (encodings !== "" && request.method === "GET" && isCompressible(status, answer.headers)) {
      const { headers, body } = await compressed(answer.headers, await wholeOf(answer.body), encodings);
      keep(headers, body);
      return { ...answer, headers, body };
    }
    if (!isKept) return answer;
    return { ...answer, body: Readable.from(copied(answer.body, (body) => keep(answer.headers, body))) };
  }

  /** What stands in an error's place, kept as long as errors are. */
  private async failed(asked: Asked, key: string | undefined, error: Answer): Promise<Answer> {
    const rule = this.distribution.errors.get(error.status);
    const now = this.now();
    const seconds = errorSeconds(error.status, error.headers, rule?.minTtl ?? usualErrorTtl, now);
    const answer = rule?.page ? await this.errorPageOf(asked, error, rule.page) : error;
    if (key === undefined || seconds === undefined) return answer;
    const { status, headers } = answer;
    const keep = (body: Buffer): void =>
      this.cache.keep(key, { status, headers, body, isError: true, since: now, until: now + seconds * 1000 });
    if (!Buffer.isBuffer(answer.body)) return { ...answer, body: Readable.from(copied(answer.body, keep)) };
    keep(answer.body);
    return answer;
  }

  /** The page that the distribution has for an error; the error of that page if it has one itself. */
  private async errorPageOf(
    { request, viewer, requestId }: Asked,
    error: Answer,
    { path, status }: { path: string; status: number },
  ): Promise<Answer> {
    if (!Buffer.isBuffer(error.body)) error.body.destroy();
    const behavior = behaviorFor(this.distribution, path);
    const headers = without(without(request.headers, bodyHeaders), conditions);
    const page: AwsRequest = { method: "GET", path, query: "", headers, body: [] };
    // No rule applies to what a rule asks for: an error page that is missing would ask for itself.
    const plain = new Edge({ ...this.distribution, errors: new Map() }, this.origins, this.now, this.cache);
    const answer = await plain.get({ request: page, behavior, viewer, requestId });
    return { ...answer, status: answer.status < 400 ? status : answer.status, cause: "Error" };
  }

  /** Something that has expired, while the origin cannot say whether it holds. */
  private reuse(stale: Entry, status: number): Answer {
    const seconds = this.distribution.errors.get(status)?.minTtl ?? usualErrorTtl;
    stale.until = this.now() + seconds * 1000;
    return this.kept(stale, "Hit");
  }

  private refresh({ behavior }: Asked, key: string, stale: Entry, answer: OriginAnswer): Answer {
    const now = this.now();
    const headers = { ...stale.headers, ...without(shownHeaders(answer.headers, keepsCookies(behavior)), ofAnswer) };
    const seconds = freshSeconds(headers, behavior.cache, now) ?? 0;
    const entry = { ...stale, headers, since: now, until: now + seconds * 1000 };
    this.cache.keep(key, entry);
    return this.kept(entry, "RefreshHit");
  }

  private kept({ status, headers, body, since }: Entry, cause: Cause): Answer {
    const whole = { ...headers, "content-length": String(body.length) };
    return { status, headers: whole, body, cause, age: Math.floor((this.now() - since) / 1000) };
  }
}

/** The behavior that a path is served by. */
export function behaviorFor({ behaviors }: Distribution, path: string): Behavior {
  const behavior = behaviors.find(({ pattern }) => pattern === undefined || pattern.test(path));
  if (!behavior) throw new Error("the distribution has no default behavior");
  return behavior;
}

/** Cookies come back from the origin where they go there. */
const keepsCookies = ({ cache, originRequest: policy }: Behavior): boolean =>
  cache.cookies.kind !== "none" || policy.cookies.kind !== "none";

/** What asks an origin whether something still holds. Tags are compared as weak ones: the one that compression has weakened is the origin's. */
function validatorsOf({ headers }: Entry): Record<string, string> {
  const tag = valueOf(headers, "etag");
  const modified = valueOf(headers, "last-modified");
  return {
    ...(tag === undefined ? {} : { "if-none-match": tag.replace(/^W\//, "") }),
    ...(modified === undefined ? {} : { "if-modified-since": modified }),
  };
}

async function wholeOf(body: Readable): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Hands a body on as it comes, and afterwards all of it, unless it was too large to be kept. */
async function* copied(body: Readable, keep: (content: Buffer) => void): AsyncGenerator<Uint8Array> {
  let chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > largestBody) chunks = [];
    else chunks.push(chunk);
    yield chunk;
  }
  if (size <= largestBody) keep(Buffer.concat(chunks));
}
