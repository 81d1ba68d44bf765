import autocannon from "autocannon";

const warmUpSeconds = 12;

export interface LoadOptions {
  url: string;
  seconds: number;
  method?: "GET" | "POST" | "PUT";
  headers?: Record<string, string>;
  body?: string;
  connections?: number;
  /** The status that is expected. Default: any success. */
  status?: number;
}

/** What a load measured. */
export interface Load {
  /** Requests a second. */
  rate: number;
  /** Milliseconds. */
  p99: number;
}

/**
 * Sends requests over keep-alive connections for a while.
 *
 * @throws Error if any answer was not the expected one: a fast wrong answer is no result
 */
export async function load({
  url,
  seconds,
  method = "GET",
  headers,
  body,
  connections = 10,
  status,
}: LoadOptions): Promise<Load> {
  const result = await autocannon({ url, duration: seconds, method, headers, body, connections });
  const counts = Object.entries(result.statusCodeStats ?? {});
  const isExpected = (code: string): boolean => (status === undefined ? code.startsWith("2") : code === String(status));
  const unexpected = counts.reduce((sum, [code, { count = 0 }]) => sum + (isExpected(code) ? 0 : count), 0);
  const wrong = unexpected + result.errors + result.timeouts;
  if (wrong > 0) throw new Error(`${wrong} of ${result.requests.total} requests to ${url} failed`);
  return { rate: result.requests.total / result.duration, p99: result.latency.p99 };
}

/**
 * The same after a while of it that is not measured: V8 optimises a function's code in each of its environments, which
 * takes some thousand requests.
 */
export async function warmLoad(options: LoadOptions): Promise<Load> {
  await load({ ...options, seconds: warmUpSeconds });
  return load(options);
}
