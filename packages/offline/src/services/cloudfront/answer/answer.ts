import type { Readable } from "node:stream";
import type { SiteResponse } from "../../sites";

/** How an answer came about, as `x-cache` says it. */
export type Cause = "Hit" | "Miss" | "RefreshHit" | "Error" | "FunctionGeneratedResponse";

/** An answer on its way to the viewer. */
export interface Answer {
  status: number;
  /** By lower-case name. */
  headers: SiteResponse["headers"];
  body: Buffer | Readable;
  cause: Cause;
  /** Seconds that it has been in the cache. */
  age?: number;
}

/** Headers without some of them. */
export const without = <Value>(headers: Record<string, Value>, names: ReadonlySet<string>): Record<string, Value> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !names.has(name)));

/** What an origin says of its own connection, or of itself to nobody but CloudFront. */
const removed = new Set(
  "age connection keep-alive proxy-authenticate proxy-connection trailer transfer-encoding upgrade via x-cache".split(
    " ",
  ),
);

/** An origin's headers as viewers may see them. */
export const shownHeaders = (headers: SiteResponse["headers"], keepsCookies: boolean): SiteResponse["headers"] =>
  Object.fromEntries(
    Object.entries(headers)
      .map(([name, value]) => [name.toLowerCase(), value] as const)
      .filter(
        ([name]) => !removed.has(name) && !name.startsWith("x-amz-cf-") && (keepsCookies || name !== "set-cookie"),
      ),
  );
