import type { SiteResponse } from "../../sites";
import type { CachePolicy } from "../policies/cache-policy";

/** What an answer says of caching (RFC 9111, section 5.2). */
export type Directives = ReadonlyMap<string, string>;

export const valueOf = (headers: SiteResponse["headers"], name: string): string | undefined => {
  const value = headers[name];
  return Array.isArray(value) ? value.join(", ") : value;
};

export function directivesOf(headers: SiteResponse["headers"]): Directives {
  const parts = (valueOf(headers, "cache-control") ?? "").toLowerCase().split(",");
  return new Map(
    parts.map((part) => {
      const [name = "", value = ""] = part.trim().split("=");
      return [name, value.replaceAll('"', "")];
    }),
  );
}

/** Seconds that the origin asks for; undefined if it says nothing of it. */
export function askedAge(headers: SiteResponse["headers"], now: number): number | undefined {
  const directives = directivesOf(headers);
  const given = directives.get("s-maxage") ?? directives.get("max-age");
  if (given !== undefined && /^\d+$/.test(given)) return Number(given);
  const expires = valueOf(headers, "expires");
  if (expires === undefined) return undefined;
  const time = Date.parse(expires);
  return Number.isNaN(time) ? 0 : Math.max(0, Math.floor((time - now) / 1000));
}

/**
 * Seconds that an answer stays fresh, by what the origin says and within the bounds of the policy
 * (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html#ExpirationDownloadDist). Undefined if
 * it is not to be kept; zero if it is kept, and the origin asked each time whether it still holds.
 */
export function freshSeconds(
  headers: SiteResponse["headers"],
  { minTtl, defaultTtl, maxTtl }: CachePolicy,
  now: number,
): number | undefined {
  if (maxTtl === 0) return undefined;
  const directives = directivesOf(headers);
  const isPrivate = directives.has("no-store") || directives.has("private");
  const varies = (valueOf(headers, "vary") ?? "").split(",").some((name) => name.trim() === "*");
  if (minTtl === 0 && (isPrivate || varies)) return undefined;
  if (isPrivate || directives.has("no-cache")) return minTtl;
  const asked = askedAge(headers, now);
  return asked === undefined
    ? Math.min(Math.max(minTtl, defaultTtl), maxTtl)
    : Math.min(Math.max(asked, minTtl), maxTtl);
}

const always = new Set([404, 405, 414, 500, 501, 502, 503, 504]);
const whereAsked = new Set([400, 403, 412, 415]);

/**
 * Seconds that an error is kept; undefined if it is not
 * (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HTTPStatusCodes.html#HTTPStatusCodes-cached-errors).
 */
export function errorSeconds(
  status: number,
  headers: SiteResponse["headers"],
  minTtl: number,
  now: number,
): number | undefined {
  const asked = askedAge(headers, now);
  if (!always.has(status) && !(whereAsked.has(status) && asked !== undefined)) return undefined;
  return Math.max(minTtl, asked ?? 0);
}
