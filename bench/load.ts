import autocannon from "autocannon";

export interface LoadOptions {
  url: string;
  seconds: number;
  method?: "GET" | "POST" | "PUT";
  headers?: Record<string, string>;
  body?: string;
  connections?: number;
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
 * @throws Error if any answer was not a success: a fast wrong answer is no result
 */
export async function load({
  url,
  seconds,
  method = "GET",
  headers,
  body,
  connections = 10,
}: LoadOptions): Promise<Load> {
  const result = await autocannon({ url, duration: seconds, method, headers, body, connections });
  const wrong = result.non2xx + result.errors + result.timeouts;
  if (wrong > 0) throw new Error(`${wrong} of ${result.requests.total} requests to ${url} failed`);
  return { rate: result.requests.total / result.duration, p99: result.latency.p99 };
}
