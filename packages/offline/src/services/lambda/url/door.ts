import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { AccessControl } from "../../../protocol/access-control";
import type { Activity, Happening } from "../../../protocol/activity";
import { bodyOf, hasBody, TooLarge } from "../../../protocol/http-body";
import { httpAnswer } from "../../../protocol/http-event/answer";
import { isPreflight, preflight, withCors } from "../../../protocol/http-event/cors";
import { httpEvent } from "../../../protocol/http-event/event";
import { iamCaller } from "../../../protocol/http-event/iam-caller";
import { headOf } from "../../../protocol/http-event/prelude";
import type { HttpResponse, StreamedResponse } from "../../../protocol/http-response";
import type { Identities, Identity } from "../../../protocol/identities";
import { AwsError } from "../../../protocol/service";
import { SignedRequests } from "../../../protocol/signature/signed-requests";
import { type Invocation, isTooLarge, NoCapacity, synchronousBytes } from "../../../protocol/targets";
import type { HttpDoor } from "../../module";
import type { LambdaFunction } from "../function";
import type { AnswerPiece } from "../messages";
import type { OnPiece } from "../pieces";
import { protocol } from "../service";
import { Throttling } from "../throttling";
import { type FunctionUrl, urlPath } from "./declared";
import { StreamedAnswer } from "./streamed-answer";

export interface FunctionUrlsOptions {
  urls: ReadonlyMap<string, FunctionUrl>;
  /** Runs functions, and waits for them. */
  pool: {
    find(arn: string): LambdaFunction | undefined;
    invoke(
      lambda: LambdaFunction,
      payload: string,
      wait: number,
      cause: "request",
      requestId?: string,
      onPiece?: OnPiece,
    ): Promise<Invocation>;
  };
  account: string;
  identities: Identities;
  accessControl: AccessControl;
  activity: Activity;
  log: (text: string) => void;
}

/** What a request was answered, and by which invocation. */
interface Exchange {
  answer: HttpResponse | StreamedResponse;
  invocation?: { functionName: string; invocationId?: string; initMilliseconds?: number };
}

/** How long a request waits for an environment, in milliseconds. */
const waitMilliseconds = 60_000;

/**
 * Function URLs (https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html). What streams its answer has it sent as it
 * writes it, where the URL says so, and whole otherwise.
 */
export class FunctionUrls implements HttpDoor {
  private readonly requests: SignedRequests;

  constructor(private readonly options: FunctionUrlsOptions) {
    this.requests = new SignedRequests(options.identities, "lambda");
  }

  owns(path: string): boolean {
    return path.startsWith(urlPath);
  }

  refusesBody({ headers }: IncomingMessage): boolean {
    return Number(headers["content-length"] ?? 0) > synchronousBytes;
  }

  async handle(message: IncomingMessage, whole: string, query: string): Promise<HttpResponse | StreamedResponse> {
    const began = performance.now();
    const requestId = randomUUID();
    const [, id = "", path = "/"] = /^([^/]*)(\/.*)?$/.exec(whole.slice(urlPath.length)) ?? [];
    const url = this.options.urls.get(id);
    if (!url) return forbidden;
    const { answer, invocation } = await this.answer(url, { message, path, query, requestId });
    const { activity } = this.options;
    const happening: Happening = {
      kind: "request",
      time: Date.now(),
      requestId,
      method: message.method ?? "",
      path: query === "" ? path : `${path}?${query}`,
      route: "$default",
      status: answer.status,
      milliseconds: performance.now() - began,
      ...invocation,
    };
    if (activity.isWatched) activity.tell(happening);
    const shaped = url.cors && !isPreflight(message) ? withCors(answer, url.cors, message) : answer;
    return { ...shaped, headers: [...shaped.headers, ["x-amzn-RequestId", requestId]] };
  }

  refuse(): HttpResponse {
    return forbidden;
  }

  private async answer(url: FunctionUrl, asked: Asked): Promise<Exchange> {
    const { message } = asked;
    if (url.cors && isPreflight(message)) return { answer: preflight(url.cors, message, 200) };
    try {
      const body = hasBody(message) ? await bodyOf(message, synchronousBytes) : Buffer.alloc(0);
      const signer = url.isSigned ? await this.signerOf(url, asked, body) : undefined;
      if (url.isSigned && !signer) return { answer: forbidden };
      return await this.invoke(url, asked, body, signer);
    } catch (error) {
      if (error instanceof TooLarge)
        return { answer: plain(413, "Request Entity Too Large", "RequestTooLargeException") };
      if (error instanceof NoCapacity) return { answer: throttled(error) };
      throw error;
    }
  }

  /** Who signed a request and may invoke the function; undefined if nobody did, or may. */
  private async signerOf(url: FunctionUrl, { message }: Asked, body: Buffer): Promise<Identity | undefined> {
    const headers = Object.fromEntries(
      Object.entries(message.headers).map(([name, value]) => [name, value?.toString() ?? ""]),
    );
    const context = { "lambda:FunctionUrlAuthType": "AWS_IAM" };
    try {
      const identity = await this.requests.signerOf(message, body);
      if (!identity) return undefined;
      const access = [
        { action: "lambda:InvokeFunctionUrl", resource: url.functionArn, context },
        { action: "lambda:InvokeFunction", resource: url.functionArn, context },
      ];
      this.options.accessControl.authorize(identity, access, { headers }, protocol.denial);
      return identity;
    } catch (error) {
      if (error instanceof AwsError) return undefined;
      throw error;
    }
  }

  private async invoke(url: FunctionUrl, asked: Asked, body: Buffer, signer: Identity | undefined): Promise<Exchange> {
    const { pool, account, log } = this.options;
    const lambda = pool.find(url.functionArn);
    if (!lambda) throw new Error(`there is no function ${url.functionArn}`);
    const payload = JSON.stringify(
      httpEvent(
        { ...asked, body },
        {
          accountId: signer ? account : "anonymous",
          apiId: url.id,
          routeKey: "$default",
          stage: "$default",
          ...(signer && { authorizer: { iam: iamCaller(signer, account) } }),
        },
      ),
    );
    if (isTooLarge(payload)) throw new TooLarge();
    const streamed = url.streams ? new StreamedAnswer() : undefined;
    const onPiece = streamed && ((piece: AnswerPiece) => streamed.take(piece));
    const invoking = pool.invoke(lambda, payload, waitMilliseconds, "request", undefined, onPiece);
    if (streamed) {
      invoking.then(
        ({ failed: hasFailed }) => streamed.end(hasFailed),
        () => streamed.end(true),
      );
      const answer = await streamed.begun;
      if (answer) return { answer, invocation: { functionName: lambda.name } };
    }
    const outcome = await invoking;
    const invocation = {
      functionName: lambda.name,
      invocationId: outcome.requestId,
      initMilliseconds: outcome.initMilliseconds,
    };
    if (outcome.failed) return { answer: failed, invocation };
    const answer = wholeAnswer(outcome.payload);
    if (typeof answer !== "string") return { answer, invocation };
    log(`${lambda.name} answered what is no answer of HTTP: ${answer}`);
    return { answer: failed, invocation };
  }
}

/** What a function answered, whether or not it streamed that: JSON has no zeros. */
function wholeAnswer(payload: string): HttpResponse | string {
  const head = payload.includes("\0") ? headOf(Buffer.from(payload)) : undefined;
  return head ? { status: head.status, headers: head.headers, body: head.rest } : httpAnswer(payload);
}

/** A request as it came. */
interface Asked {
  message: IncomingMessage;
  requestId: string;
  path: string;
  query: string;
}

const plain = (status: number, message: string, type: string): HttpResponse => ({
  status,
  headers: [
    ["Content-Type", "application/json"],
    ["x-amzn-ErrorType", type],
  ],
  body: JSON.stringify({ Message: message }),
});

function throttled(error: NoCapacity): HttpResponse {
  const { status, code, document } = new Throttling(error);
  return { ...plain(status, "", code), body: JSON.stringify(document) };
}

const forbidden = plain(403, "Forbidden", "AccessDeniedException");

const failed: HttpResponse = {
  status: 502,
  headers: [["Content-Type", "application/json"]],
  body: "Internal Server Error",
};
