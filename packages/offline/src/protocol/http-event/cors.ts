import type { IncomingMessage } from "node:http";
import { optionalNumber, type Properties, texts } from "../../graph/graph";
import type { HttpResponse } from "../http-response";

/** What pages of other origins may do, as the gateway itself answers it. */
export interface Cors {
  origins: string[];
  methods: string[];
  headers: string[];
  exposed: string[];
  hasCredentials: boolean;
  /** Seconds. */
  maxAge: number | undefined;
}

/** The rules that a program declares. */
export const corsIn = (declared: Properties): Cors => ({
  origins: texts(declared, "allowOrigins"),
  methods: texts(declared, "allowMethods"),
  headers: texts(declared, "allowHeaders"),
  exposed: texts(declared, "exposeHeaders"),
  hasCredentials: declared.allowCredentials === true,
  maxAge: optionalNumber(declared, "maxAge"),
});

/** Whether a request only asks what a page may do. */
export const isPreflight = ({ method, headers }: IncomingMessage): boolean =>
  method === "OPTIONS" && headers.origin !== undefined && headers["access-control-request-method"] !== undefined;

/** The answer to such a request. */
export function preflight(cors: Cors, message: IncomingMessage, status: number): HttpResponse {
  const allowed = originHeaders(cors, message);
  const headers: [string, string][] =
    allowed.length === 0
      ? []
      : [
          ...allowed,
          ["Access-Control-Allow-Methods", cors.methods.join(",")],
          ...(cors.headers.length > 0
            ? [["Access-Control-Allow-Headers", cors.headers.join(",")] satisfies [string, string]]
            : []),
          ...(cors.maxAge === undefined
            ? []
            : [["Access-Control-Max-Age", String(cors.maxAge)] satisfies [string, string]]),
        ];
  return { status, headers, body: "" };
}

/** An answer with what the rules say of it in the place of what the function says. */
export function withCors<Answer extends Pick<HttpResponse, "headers">>(
  answer: Answer,
  cors: Cors,
  message: IncomingMessage,
): Answer {
  const allowed = originHeaders(cors, message);
  const exposed: [string, string][] =
    allowed.length > 0 && cors.exposed.length > 0 ? [["Access-Control-Expose-Headers", cors.exposed.join(",")]] : [];
  const own = answer.headers.filter(([name]) => !name.toLowerCase().startsWith("access-control-"));
  return { ...answer, headers: [...own, ...allowed, ...exposed] };
}

/** None for an origin that is not let in. */
function originHeaders(
  { origins, hasCredentials }: Cors,
  { headers: { origin } }: IncomingMessage,
): [string, string][] {
  if (origin === undefined) return [];
  const isOpen = origins.includes("*");
  if (!isOpen && !origins.some((one) => matches(one, origin))) return [];
  return [
    ["Access-Control-Allow-Origin", isOpen && !hasCredentials ? "*" : origin],
    ...(isOpen ? [] : [["Vary", "Origin"] satisfies [string, string]]),
    ...(hasCredentials ? [["Access-Control-Allow-Credentials", "true"] satisfies [string, string]] : []),
  ];
}

/** Schemes may be open: `https://*`. */
const matches = (allowed: string, origin: string): boolean =>
  allowed.endsWith("://*") ? origin.startsWith(allowed.slice(0, -1)) : allowed.toLowerCase() === origin.toLowerCase();
