import type { Identity } from "../../../protocol/identities";
import type { AwsRequest, AwsResponse } from "../../../protocol/service";
import { signed } from "../../../protocol/signature/sign";
import type { BackendAnswer } from "../mapping/parameters";
import type { BackendRequest } from "./request";

/** What requests to the host's own services are addressed to. */
export const ownHost = "127.0.0.1";

/** Asks a service of AWS in a role's name. What the service answers is an answer, an error too. */
export async function askInRole(
  serve: (request: AwsRequest) => Promise<AwsResponse>,
  role: Pick<Identity, "accessKeyId" | "secretAccessKey">,
  scope: { service: string; region: string },
  request: BackendRequest,
): Promise<BackendAnswer> {
  const headers = sized(request, ownHost);
  const answer = await serve(signed({ ...request, headers }, request.body, role, scope));
  return { ...answer, body: await wholeOf(answer.body) };
}

/** The headers of a request with what its body and its way ask for. */
export const sized = (
  { headers, body }: Pick<BackendRequest, "headers" | "body">,
  host: string,
): Record<string, string> => ({
  ...headers,
  host,
  ...(body.length > 0 && { "content-length": String(body.length) }),
});

/** All of a body. */
export async function wholeOf(body: AwsResponse["body"]): Promise<Buffer> {
  if (typeof body === "string" || body instanceof Uint8Array) return Buffer.from(body);
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
