import { sign, type Request } from "aws4";
import { AwsError, type AwsRequest } from "../../src/protocol/service";
import { signatureVerifier, type Verified } from "../../src/protocol/signature/verify";

export const credentials = { accessKeyId: "AKIDATELIER", secretAccessKey: "wJalrXUtnFEMI/K7MDENG" };

/** When {@link signed} signs, unless it is told otherwise. */
export const signingTime = Date.UTC(2026, 10, 21, 12, 0, 0);

export const timestamp = (time: number): string => new Date(time).toISOString().replace(/[-:]|\.\d+/g, "");

/** What a server receives of a request that aws4 signed: the oracle, which shares no code with the verifier. */
export function signed(options: Request & { service: string; body?: string }, time = signingTime): AwsRequest {
  const headers = options.signQuery ? options.headers : { "X-Amz-Date": timestamp(time), ...options.headers };
  const presigned = options.signQuery ? withDate(options.path ?? "/", time) : options.path;
  const request = sign(
    { region: "eu-west-3", host: "localhost:4566", ...options, headers, path: presigned },
    credentials,
  );
  const [path = "/", query = ""] = (request.path ?? "/").split(/\?(.*)/s);
  const received = Object.entries(request.headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]);
  return {
    method: request.method ?? (options.body === undefined ? "GET" : "POST"),
    path,
    query,
    headers: Object.fromEntries(received),
    body: [Buffer.from(options.body ?? "")],
  };
}

const withDate = (path: string, time: number): string =>
  `${path}${path.includes("?") ? "&" : "?"}X-Amz-Date=${timestamp(time)}`;

/** Verifies at a given time, by default the one at which {@link signed} signs. */
export const verifyAt = (request: AwsRequest, service: string, now = signingTime): Promise<Verified> =>
  signatureVerifier({
    secretOf: (id) => (id === credentials.accessKeyId ? credentials.secretAccessKey : undefined),
    now: () => now,
  })(request, service);

/** The error that a promise fails with; fails itself when it does not, or with anything but an AwsError. */
export async function refusalOf(promise: Promise<unknown>): Promise<AwsError> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (outcome instanceof AwsError) return outcome;
  throw new Error(`expected an AwsError, got ${outcome === undefined ? "success" : String(outcome)}`);
}
