import { maxHeaderSize } from "node:http";
import type { AwsRequest, AwsResponse } from "../../protocol/service";
import type { PortResponse, PortRequest } from "./messages";

/** A request's head may be as long as over a network, so that nobody has to read a longer one. */
function headBytes(method: string, url: string, headers: Record<string, string>): number {
  let sum = method.length + url.length;
  for (const name in headers) sum += name.length + (headers[name] ?? "").length;
  return sum;
}

/** Pieces of an answer that a function is sent before it asks for any. */
const piecesAhead = 8;
/** How long a function may leave the next piece unasked for, in milliseconds: as long as a client on a network. */
const patience = 30_000;

/** What a function has asked for of an answer that comes in pieces: what it does not read must not fill the memory. */
export class Demand {
  private wanted = piecesAhead;
  private wake?: () => void;

  /** The function has room for one more. */
  more(): void {
    this.wanted++;
    this.wake?.();
  }

  /** It will read nothing more. */
  end(): void {
    this.wanted = 0;
    this.wake?.();
  }

  /** Waits until the next piece is wanted; false if it will not be. */
  async next(): Promise<boolean> {
    if (this.wanted === 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, patience).unref();
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.wake = undefined;
    }
    if (this.wanted === 0) return false;
    this.wanted--;
    return true;
  }
}

/**
 * Serves an AWS request of a function and answers over its port.
 *
 * @param invocationId the invocation that sent it
 */
export async function answerRequest(
  { id, method, path: url, headers, body }: PortRequest,
  serve: (request: AwsRequest) => Promise<AwsResponse>,
  answer: (response: PortResponse) => void,
  demand: Demand,
  invocationId?: string,
): Promise<void> {
  if (headBytes(method, url, headers) > maxHeaderSize)
    return answer({ id, kind: "whole", status: 431, headers: { connection: "close" }, body: "" });
  const mark = url.indexOf("?");
  const [path, query] = mark < 0 ? [url, ""] : [url.slice(0, mark), url.slice(mark + 1)];
  try {
    const response = await serve({ method, path, query, headers, body: [body], invocationId });
    const { status, body: content } = response;
    if (typeof content === "string" || content instanceof Uint8Array) {
      // All at once: each message wakes the function's thread.
      return answer({ id, kind: "whole", status, headers: response.headers, body: content });
    }
    answer({ id, kind: "head", status, headers: response.headers });
    for await (const chunk of content) {
      if (!(await demand.next())) throw new Error("the function does not read the answer");
      answer({ id, kind: "data", body: chunk });
    }
    answer({ id, kind: "end" });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    answer({ id, kind: "failure", message: `the offline host failed to serve ${method} ${path}: ${message}` });
  }
}
