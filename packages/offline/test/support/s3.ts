import { S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline, Readable } from "node:stream";
import { type Access, AwsError, type AwsRequest, type AwsResponse, type Call } from "../../src/protocol/service";
import type { Signer } from "../../src/services/module";
import { S3 } from "../../src/services/s3/service";
import type { S3Options } from "../../src/services/s3/settings";

export const location = { region: "eu-central-1", account: "123456789012" };

/** The pair every test client signs with; the form signer knows it too. */
export const credentials = { accessKeyId: "AKIATEST", secretAccessKey: "secret" };

/** An S3 behind a socket, without signatures. */
export interface Fixture {
  s3: S3;
  client: S3Client;
  endpoint: string;
  directory: string;
  /** The folder that holds nothing but the way to it. */
  surroundings: string;
  /** What was authorized so far, in order. */
  asked: Access[];
  /** Actions that IAM denies from now on; a function sees each access. */
  deny(denies: (access: Access) => boolean): void;
  /** Ends everything and deletes the folder. */
  stop(): Promise<void>;
  /** Replaces the service by a new one on the same folder, as a restart would. */
  reopen(options?: Partial<S3Options>): Promise<S3>;
}

/** A bucket `photos` and a bucket `other`, unless told otherwise, in a temporary folder. */
export async function startS3(options: Partial<S3Options> = {}): Promise<Fixture> {
  const surroundings = await mkdtemp(join(tmpdir(), "s3-test-"));
  // So deep that what leaves the folder by two steps or three is still within sight.
  const directory = join(surroundings, "a", "b", "c");
  const base = { directory, location, buckets: [{ name: "photos" }, { name: "other" }], ...options };
  const asked: Access[] = [];
  let denies = (_: Access): boolean => false;
  const may = (access: Access[]): boolean => {
    asked.push(...access);
    return !access.some(denies);
  };
  const authorize = (access: Access[]): void => {
    if (!may(access)) throw new AwsError("AccessDenied", "Access Denied", 403);
  };
  const server = createServer((request, response) => void serve(fixture.s3, { may, authorize }, request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const endpoint = `http://127.0.0.1:${addressOf(server.address()).port}`;
  const client = createClient(endpoint);
  const fixture: Fixture = {
    s3: opened(base),
    client,
    endpoint,
    directory,
    surroundings,
    asked,
    deny: (next) => void (denies = next),
    reopen: async (changed = {}) => {
      await fixture.s3.close();
      return (fixture.s3 = opened({ ...base, ...changed }));
    },
    stop: async () => {
      client.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await fixture.s3.close();
      await rm(surroundings, { recursive: true });
    },
  };
  return fixture;
}

function opened(options: S3Options): S3 {
  const s3 = new S3(options);
  s3.start();
  return s3;
}

export const createClient = (endpoint: string, options: ConstructorParameters<typeof S3Client>[0] = {}): S3Client =>
  new S3Client({ endpoint, region: location.region, credentials, forcePathStyle: true, maxAttempts: 1, ...options });

const addressOf = (address: string | AddressInfo | null): AddressInfo => {
  if (typeof address === "object" && address) return address;
  throw new Error("The server has no port");
};

const callerArn = "arn:aws:iam::123456789012:root";
let served = 0;

async function serve(
  s3: S3,
  rights: Pick<Call, "may" | "authorize">,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const request = requestOf(message);
  const requestId = `REQUEST${served++}`;
  const signerOf = (accessKeyId: string): Signer | undefined =>
    accessKeyId === credentials.accessKeyId ? { secret: credentials.secretAccessKey, callerArn, ...rights } : undefined;
  try {
    const unsigned = s3.handle(request, requestId, signerOf);
    send(response, await (unsigned ?? s3.aws.handle({ request, requestId, callerArn, ...rights })));
  } catch (error) {
    if (error instanceof AwsError) return send(response, s3.aws.fail(error, requestId, request));
    send(response, { status: 500, headers: {}, body: String(error) });
  }
}

function requestOf(message: IncomingMessage): AwsRequest {
  const { method = "GET", url = "/", headers } = message;
  const [path = "/", ...query] = url.split("?");
  const flat = Object.entries(headers).map(([name, value = ""]) => [name, String(value)]);
  return { method, path, query: query.join("?"), headers: Object.fromEntries(flat), body: message };
}

function send(response: ServerResponse, { status, headers, body }: AwsResponse): void {
  response.writeHead(status, headers);
  if (body instanceof Readable) pipeline(body, response, () => undefined);
  else response.end(body);
}

/** The error that a promise rejects with. */
export async function refusal(promise: Promise<unknown>): Promise<S3ServiceException> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof S3ServiceException) return error;
  throw new Error(`Expected a refusal, got ${String(error)}`);
}
