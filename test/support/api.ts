import { type AtelierClient, atelierClient } from "../../client";
import type { Host } from "../../packages/offline/src/host/host";
import { output, testHost } from "../../packages/offline/test/support/host";

/** An answer; `body` is parsed where it is JSON. */
export interface Answer {
  status: number;
  headers: Headers;
  body: unknown;
}

/** An answer of the typed client. */
export interface TypedAnswer<Data> extends Answer {
  /** The body of a success; fails where it was none. */
  readonly data: Data;
}

/** Waits for a request of the typed client, and gives its answer in the form of all others. */
export async function answered<Data>(
  sent: Promise<{ data?: Data; error?: unknown; response: Response }>,
): Promise<TypedAnswer<Data>> {
  const { data, error, response } = await sent;
  const { status, headers } = response;
  return {
    status,
    headers,
    body: data ?? error ?? "",
    get data(): Data {
      if (data === undefined) throw new Error(`no success: ${status} ${JSON.stringify(error)}`);
      return data;
    },
  };
}

/** The API in whatever home it runs. */
export interface Api {
  url: string;
  key: string;
  /** A user's access token; undefined where the API asks for keys. */
  token?: string;
  /** What people use; it carries the API key or the token. */
  client: AtelierClient;
  /** Address of the home's AWS endpoint, where tests may make instances; undefined on AWS itself. */
  awsEndpoint?: string;
  /** The home's region. */
  region: string;
  /** The bucket that takes measurements; empty where nobody has named it. */
  dataBucket: string;
  /** Address of the pages that people use; empty where nobody has named it. */
  siteUrl: string;
  /** Sends what the client's types would refuse, with the API key or the token; `init.headers` win over it. */
  call(method: string, path: string, init?: CallOptions): Promise<Answer>;
}

export interface CallOptions {
  headers?: Record<string, string>;
  /** Sent as JSON; a string is sent as it is. */
  body?: unknown;
  /** Whether the API key or the token goes with it. Default true. */
  key?: boolean;
}

export function apiAt(api: Omit<Api, "call" | "client">): Api {
  const { url, key, token } = api;
  const credential: Record<string, string> =
    token === undefined ? { "x-api-key": key } : { authorization: `Bearer ${token}` };
  const call = async (method: string, path: string, init: CallOptions = {}): Promise<Answer> => {
    const headers = {
      ...(init.key === false ? {} : credential),
      ...(init.body === undefined ? {} : { "content-type": "application/json" }),
      ...init.headers,
    };
    const body = init.body === undefined || typeof init.body === "string" ? init.body : JSON.stringify(init.body);
    const response = await fetch(url + path, { method, headers, body });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get("content-type") ?? "") && text !== "";
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  };
  const client = atelierClient({ apiUrl: url, ...(token === undefined ? { apiKey: key } : { accessToken: token }) });
  return { ...api, client, call };
}

/** The API of a host of this process, by the address that the program gives or by another one. */
export const apiOf = (host: Host, url = output(host, "apiUrl")): Api =>
  apiAt({
    url,
    key: output(host, "apiKey"),
    awsEndpoint: host.url,
    region: host.graph.region,
    dataBucket: output(host, "dataBucket"),
    siteUrl: output(host, "siteUrl"),
  });

let host: Host | undefined;

/**
 * Limits out of the way of suites that send as fast as they can, and no Docker Engine: what answers at the stack's address
 * of one is not for tests to ask.
 */
export const unlimited = {
  throttleRateLimit: "1000000",
  throttleBurstLimit: "1000000",
  imageRateLimit: "1000000",
  imageBurstLimit: "1000000",
  dockerHost: "",
};

/**
 * The API under test: the one that `API_URL` and `API_KEY` or `API_TOKEN` name (with `AWS_ENDPOINT_URL` on an emulator, and the
 * program's outputs as `DATA_BUCKET` and `SITE_URL`), or else one host that all suites share, started by the first.
 */
export async function sharedApi(): Promise<Api> {
  const { API_URL, API_KEY = "", API_TOKEN = "", AWS_ENDPOINT_URL, AWS_REGION } = process.env;
  const { DATA_BUCKET = "", SITE_URL = "" } = process.env;
  if (API_URL) {
    const named = { dataBucket: DATA_BUCKET, siteUrl: SITE_URL, region: AWS_REGION ?? "us-east-1" };
    return apiAt({
      url: API_URL,
      key: API_KEY,
      token: API_TOKEN || undefined,
      awsEndpoint: AWS_ENDPOINT_URL,
      ...named,
    });
  }
  host ??= await testHost({ config: { ...unlimited, quotaLimit: "999999999" } });
  return apiOf(host);
}

/** Ends the shared host. */
export async function closeSharedApi(): Promise<void> {
  await host?.close();
  host = undefined;
}
