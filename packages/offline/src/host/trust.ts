import { hash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { addresseeOf, isLocalName } from "./known-hosts";

const loopback = /^(127(\.\d{1,3}){3}|::1|::ffff:127(\.\d{1,3}){3})$/;

/** Headers that proxies, tunnels and content networks add, of whatever make. */
const fromProxy =
  /^(via|forwarded|x-forwarded(-.+)?|x-original-.+|x-real-ip|([\w-]+-)?client-ip|x-(envoy|azure|arr|ms|proxy|amzn|cloud|appengine)-.+|cf-.+|cdn-.+|ngrok-.+|proxy-.+|fly-.+|fastly-.+|front-end-https)$/;

/** What of the host's own pages a browser may be at: nothing of another site, nor of another port of this machine. */
function isOwnPage({ headers }: IncomingMessage): boolean {
  const { "sec-fetch-site": site = "none", origin, host } = headers;
  return (site === "none" || site === "same-origin") && (origin === undefined || origin === `http://${host}`);
}

/**
 * Why a request for the host's own pages does not come from this machine's user; undefined if it does: it comes from this
 * machine, addressed to it, through no proxy, and from no web page but the host's own. A forwarded port exposes the API,
 * never the host.
 */
export function objectionTo(message: IncomingMessage): string | undefined {
  const { remoteAddress = "", localAddress } = message.socket;
  // Who comes from the very address that it goes to is on this machine.
  const isFromHere = loopback.test(remoteAddress) || remoteAddress === localAddress;
  if (!isFromHere || !isLocalName(addresseeOf(message), localAddress) || Object.keys(message.headers).some(isOfProxy))
    return "the host's own pages answer this machine only, and nobody through a proxy or a forwarded port";
  return isOwnPage(message) ? undefined : "the host's own pages answer no other web page";
}

const isOfProxy = (header: string): boolean => fromProxy.test(header);

const cookiePrefix = "offline-token-";

/** Cookies do not tell ports apart, so each host's has a name of its own. */
const cookieName = ({ socket }: IncomingMessage): string => `${cookiePrefix}${socket.localPort}`;

/** A request's cookies without any host's token. */
export const withoutTokens = (cookie = ""): string =>
  cookie
    .split(/; */)
    .filter((one) => !one.startsWith(cookiePrefix))
    .join("; ");

/** Where the token of a request was. */
export type TokenPlace = "header" | "address" | "cookie";

/**
 * Whether a request carries the token: in the header that tools send, in the address that the host prints, or in the
 * cookie that a browser got for that.
 *
 * @returns where it was; undefined if it is wrong or missing
 */
export function tokenOf(message: IncomingMessage, query: string, token: string): TokenPlace | undefined {
  const { "x-offline-token": header, cookie = "" } = message.headers;
  if (header !== undefined) return isEqual(String(header), token) ? "header" : undefined;
  const inAddress = new URLSearchParams(query).get("token");
  if (inAddress !== null) return isEqual(inAddress, token) ? "address" : undefined;
  const name = `${cookieName(message)}=`;
  const kept = cookie
    .split(/; */)
    .find((one) => one.startsWith(name))
    ?.slice(name.length);
  return kept !== undefined && isEqual(kept, encodeURIComponent(token)) ? "cookie" : undefined;
}

/** Lets a browser show the token again, to these pages and from no other site. */
export const cookieOf = (message: IncomingMessage, token: string): [name: string, value: string] => [
  "Set-Cookie",
  `${cookieName(message)}=${encodeURIComponent(token)}; Path=/_offline/; HttpOnly; SameSite=Strict`,
];

/** Takes the same time wherever the two differ, and however long they are. */
const isEqual = (given: string, token: string): boolean =>
  timingSafeEqual(hash("sha256", given, "buffer"), hash("sha256", token, "buffer"));
