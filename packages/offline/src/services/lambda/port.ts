import { maxHeaderSize } from "node:http";
import type { AwsRequest, AwsResponse } from "../../protocol/service";
import type { PortResponse, PortRequest } from "./messages";

/** A request's head may be as long as over a network, so that nobody has to read a longer one. */
const headBytes = (method: string, url: string, headers: Record<string, string>): number =>
  Object.entries(headers).reduce((sum, [name, value]) => sum + name.length + value.length, method.length + url.length);

/** Serves an AWS request of a function and answers over its port. */
export async function answerRequest(
  { id, method, path: url, headers, body }: PortRequest,
  serve: (request: AwsRequest) => Promise<AwsResponse>,
  answer: (response: PortResponse) => void,
): Promise<void> {
  if (headBytes(method, url, headers) > maxHeaderSize)
    return answer({ id, kind: "whole", status: 431, headers: { connection: "close" }, body: "" });
  const mark = url.indexOf("?");
  const [path, query] = mark < 0 ? [url, ""] : [url.slice(0, mark), url.slice(mark + 1)];
  try {
    const response = await serve({ method, path, query, headers, body: [body] });
    const { status, body: content } = response;
    if (typeof content === "string" || content instanceof Uint8Array) {
      // All at once: each message wakes the function's thread.
      return answer({ id, kind: "whole", status, headers: response.headers, body: content });
    }
    answer({ id, kind: "head", status, headers: response.headers });
    for await (const chunk of content) answer({ id, kind: "data", body: chunk });
    answer({ id, kind: "end" });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    answer({ id, kind: "failure", message: `the offline host failed to serve ${method} ${path}: ${message}` });
  }
}
