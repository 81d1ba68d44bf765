import autocannon from "autocannon";

/** The load warms up for so many times as long as it then takes in a round. */
const warmUpTimes = 4;

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
  requests: number;
  /** Requests a second. */
  rate: number;
  /** Milliseconds. */
  p99: number;
  /** Microseconds of processor that this process took for each request. */
  ownMicroseconds: number;
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
  const before = process.cpuUsage();
  const result = await autocannon({ url, duration: seconds, method, headers, body, connections });
  const { user, system } = process.cpuUsage(before);
  const counts = Object.entries(result.statusCodeStats ?? {});
  const isExpected = (code: string): boolean => (status === undefined ? code.startsWith("2") : code === String(status));
  const unexpected = counts.reduce((sum, [code, { count = 0 }]) => sum + (isExpected(code) ? 0 : count), 0);
  const wrong = unexpected + result.errors + result.timeouts;
  const { total: requests } = result.requests;
  if (wrong > 0) throw new Error(`${wrong} of ${requests} requests to ${url} failed`);
  return {
    requests,
    rate: requests / result.duration,
    p99: result.latency.p99,
    ownMicroseconds: (user + system) / requests,
  };
}

/**
 * The same for longer, before anything of it is measured: V8 optimises a function's code in each of its environments,
 * which takes some thousand requests.
 */
export const warmUp = async (options: LoadOptions): Promise<void> =>
  void (await load({ ...options, seconds: options.seconds * warmUpTimes }));
