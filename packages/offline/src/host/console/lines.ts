import type { AlarmChanged, Happening, InvocationEnded, LineLogged, RequestServed } from "../../protocol/activity";
import { functionName } from "../../protocol/targets";
import { readable } from "./stack";
import type { Style } from "./style";

/** What a function is called that AWS knows by a name. */
export type NameOf = (functionName: string) => string;

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
      return [{ text: happening.source, style: "cyan" }, { text: `${happening.what} → ${targetOf(happening, nameOf)}` }];
    case "alarm":
      return ofAlarm(happening);
    case "mail":
      return [{ text: `mail to ${happening.to}: ${happening.subject}`, style: "cyan" }];
    case "notice":
      return [{ text: happening.text, style: "yellow" }];
    case "call":
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

function ofAlarm({ name, from, to, reason }: AlarmChanged): Piece[] {
  const style: Style = to === "ALARM" ? "red" : to === "OK" ? "green" : "dim";
  return [{ text: `alarm ${name}: ${from} → ${to}`, style }, { text: reason }];
}

/** A function is told by its name, anything else by the end of its ARN. */
const targetOf = ({ targetArn }: { targetArn: string }, nameOf: NameOf): string =>
  targetArn.includes(":function:") ? nameOf(functionName(targetArn)) : targetArn.slice(targetArn.lastIndexOf(":") + 1);

const duration = (milliseconds: number): string => `${Math.round(milliseconds)} ms`;

const cold = ({ initMilliseconds }: { initMilliseconds?: number }): string =>
  initMilliseconds === undefined ? "" : ` (cold ${duration(initMilliseconds)})`;
