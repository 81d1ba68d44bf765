import type { Happening, InvocationEnded, LineLogged, RequestServed } from "../../protocol/activity";
import { functionName } from "../../protocol/targets";

/** What a function is called that AWS knows by a name. */
export type NameOf = (functionName: string) => string;

/**
 * What happened, in words for a person: a line, and those that belong to it.
 *
 * @returns undefined for what another line tells
 */
export function lineOf(happening: Happening, nameOf: NameOf): string | undefined {
  switch (happening.kind) {
    case "request":
      return requestLine(happening, nameOf);
    case "invocation":
      return invocationLine(happening, nameOf);
    case "log":
      return logLine(happening, nameOf);
    case "delivery":
      return `${happening.source}  ${happening.what} → ${nameOf(functionName(happening.targetArn))}`;
    case "alarm":
      return `alarm ${happening.name}: ${happening.from} → ${happening.to}  ${happening.reason}`;
    case "mail":
      return `mail to ${happening.to}: ${happening.subject}`;
    case "notice":
      return happening.text;
    case "call":
      return undefined;
  }
}

function requestLine(request: RequestServed, nameOf: NameOf): string {
  const { method, path, status, milliseconds, functionName: name } = request;
  const by = name === undefined ? [] : [nameOf(name) + cold(request)];
  return [`${method} ${path}`, status, duration(milliseconds), ...by].join("  ");
}

/** Of one that answered a request, the request's own line tells. */
function invocationLine(invocation: InvocationEnded, nameOf: NameOf): string | undefined {
  const { cause, error, milliseconds } = invocation;
  const name = nameOf(invocation.functionName);
  if (error) return `${name}  failed: ${error.stack ?? `${error.type}: ${error.message}`}`;
  return cause === "request" ? undefined : `${name}  ${duration(milliseconds)}${cold(invocation)}`;
}

const logLine = ({ functionName: name, level, text }: LineLogged, nameOf: NameOf): string =>
  `${nameOf(name)}  ${level === "info" ? "" : `${level}: `}${text}`;

const duration = (milliseconds: number): string => `${Math.round(milliseconds)} ms`;

const cold = ({ initMilliseconds }: { initMilliseconds?: number }): string =>
  initMilliseconds === undefined ? "" : ` (cold ${duration(initMilliseconds)})`;
