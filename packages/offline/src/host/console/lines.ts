import type {
  AlarmChanged,
  EventDelivered,
  Happening,
  InvocationEnded,
  LineLogged,
  RequestServed,
} from "../../protocol/activity";
import { readable } from "./stack";
import type { Style } from "./style";

/** What the program calls what AWS knows by a name or an ARN. */
export type NameOf = (physicalNameOrArn: string) => string;

/** A part of a line. */
export interface Piece {
  text: string;
  style?: Style;
}

/**
 * What happened, in words for a person: the parts of a line. Those after a line feed belong to it.
 *
 * @returns undefined for what another line tells
 */
export function piecesOf(happening: Happening, nameOf: NameOf): Piece[] | undefined {
  switch (happening.kind) {
    case "request":
      return ofRequest(happening, nameOf);
    case "invocation":
      return ofInvocation(happening, nameOf);
    case "log":
      return ofLog(happening, nameOf);
    case "delivery":
      return ofDelivery(happening, nameOf);
    case "alarm":
      return ofAlarm(happening, nameOf);
    case "mail":
      return [{ text: `mail to ${happening.to}: ${happening.subject}`, style: "cyan" }];
    case "notice":
      return [{ text: happening.text, style: "yellow" }];
    case "call":
    // It is noticed as well.
    case "reload":
      return undefined;
  }
}

function ofRequest(request: RequestServed, nameOf: NameOf): Piece[] {
  const { method, path, status, milliseconds, functionName: name, refusal } = request;
  const by: Piece[] = name === undefined ? [] : [{ text: nameOf(name) + cold(request), style: "dim" }];
  return [
    { text: `${method} ${path}` },
    { text: String(status), style: styleOf(status) },
    { text: duration(milliseconds) },
    ...by,
    // Of a function that failed its own line tells.
    ...(refusal && refusal.type !== "DEFAULT_5XX" ? [{ text: whyOf(refusal) }] : []),
  ];
}

const styleOf = (status: number): Style => (status < 400 ? "green" : status < 500 ? "yellow" : "red");

/** AWS's words for these say something else to who does not know them. */
const refusals: Record<string, string> = {
  MISSING_AUTHENTICATION_TOKEN: "no such route",
  INVALID_API_KEY: "x-api-key has no key of this stage",
  AUTHORIZER_CONFIGURATION_ERROR: "the authorizer failed",
  WAF_FILTERED: "the firewall blocked it",
};

const whyOf = ({ type, message }: NonNullable<RequestServed["refusal"]>): string => refusals[type] ?? message;

/** Of one that answered a request, the request's own line tells. */
function ofInvocation(invocation: InvocationEnded, nameOf: NameOf): Piece[] | undefined {
  const { cause, error, milliseconds, functionName: name } = invocation;
  const by: Piece = { text: nameOf(name), style: "dim" };
  if (error) return [by, { text: readable(error.stack ?? `${error.type}: ${error.message}`), style: "red" }];
  return cause === "request" ? undefined : [by, { text: `${duration(milliseconds)}${cold(invocation)}` }];
}

const levels: Record<string, Style> = { warn: "yellow", error: "red", fatal: "red" };

function ofLog({ functionName: name, level, text }: LineLogged, nameOf: NameOf): Piece[] {
  const isPlain = level === "info" || level === "stdout";
  const line = isPlain ? text : `${level}: ${readable(text)}`;
  return [
    { text: nameOf(name), style: "dim" },
    { text: line, style: levels[level] },
  ];
}

/** Of what alarms tell, their own lines tell. */
function ofDelivery({ source, what, targetArn }: EventDelivered, nameOf: NameOf): Piece[] | undefined {
  if (source === "alarm") return undefined;
  return [{ text: source, style: "cyan" }, { text: `${what} → ${nameOf(targetArn)}` }];
}

/** A few minutes after each start all is known to be well: that is no news. */
function ofAlarm({ name, from, to, reason }: AlarmChanged, nameOf: NameOf): Piece[] | undefined {
  if (from === "INSUFFICIENT_DATA" && to === "OK") return undefined;
  const style: Style = to === "ALARM" ? "red" : to === "OK" ? "green" : "dim";
  return [{ text: `alarm ${nameOf(name)}: ${from} → ${to}`, style }, { text: reason }];
}

const duration = (milliseconds: number): string => `${Math.round(milliseconds)} ms`;

const cold = ({ initMilliseconds }: { initMilliseconds?: number }): string =>
  initMilliseconds === undefined ? "" : ` (cold ${duration(initMilliseconds)})`;
