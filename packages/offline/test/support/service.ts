import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { type Access, AwsError, type AwsRequest, type AwsResponse, type AwsService } from "../../src/protocol/service";

/** Judges what a caller wants, by throwing; allows all by default. */
export type Authorize = (access: Access[]) => void;

export interface Endpoint {
  url: string;
  /** May be replaced at any time. */
  authorize: Authorize;
  close(): Promise<void>;
}

/** Serves one service over HTTP without looking at signatures, for the SDK to talk to. */
export async function serve(service: AwsService): Promise<Endpoint> {
  const server = createServer((message, response) => {
    void answer(service, toRequest(message), (access) => endpoint.authorize(access)).then((result) =>
      send(response, result),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const endpoint: Endpoint = {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    authorize: () => undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return endpoint;
}

let requests = 0;

/** What a service answers to a request, errors included. */
export async function answer(
  service: AwsService,
  request: AwsRequest,
  authorize: Authorize = () => undefined,
): Promise<AwsResponse> {
  const requestId = `request-${++requests}`;
  try {
    // No operation of these services asks what its caller may do without refusing it otherwise.
    const may = (): boolean => true;
    return await service.handle({ request, requestId, callerArn: "arn:aws:iam::000000000000:root", may, authorize });
  } catch (error) {
    if (error instanceof AwsError) return service.fail(error, requestId, request);
    return { status: 599, headers: {}, body: String(error) };
  }
}

const portOf = (address: AddressInfo | string | null): number =>
  typeof address === "object" && address ? address.port : 0;

function toRequest(message: IncomingMessage): AwsRequest {
  const [path = "/", query = ""] = (message.url ?? "/").split("?");
  const headers = Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(",") : (value ?? ""),
    ]),
  );
  return { method: message.method ?? "GET", path, query, headers, body: message };
}

function send(response: ServerResponse, { status, headers, body }: AwsResponse): void {
  response.writeHead(status, headers);
  if (body instanceof Readable) body.pipe(response);
  else response.end(body);
}
