import type { Happening } from "../../src/protocol/activity";
import { durationOf, nameInArn } from "../shell/format";
import type { Happenings, Of } from "../shell/happenings";
import type { Subject } from "./trace";

/** A line of what happens. */
export interface Entry {
  key: string;
  time: number;
  /** In a word: a method, or what kind of thing it is. */
  what: string;
  text: string;
  detail: string;
  tone: "good" | "bad" | "warn" | "plain";
  /** How it ended: a status or a word. */
  outcome: string;
  milliseconds?: number;
  isCold: boolean;
  /** What can be looked into. */
  subject?: Subject;
  /** What there is to read besides. */
  more?: string;
}

/** What the program calls a function. */
type NameOf = (functionName: string) => string;

/** What happens, the newest first; what functions log and call is part of the traces. */
export function entriesOf(kept: Happenings["kept"], nameOf: NameOf): Entry[] {
  const errors = new Map(kept.invocation.map(({ invocationId, error }) => [invocationId, error]));
  const entries = [
    ...kept.request.map((request) => requestEntry(request, errors.get(request.invocationId ?? ""), nameOf)),
    ...kept.invocation
      .filter(({ cause }) => cause !== "request")
      .map((invocation) => invocationEntry(invocation, nameOf)),
    ...[...kept.delivery, ...kept.alarm, ...kept.mail, ...kept.notice].flatMap((one, index) =>
      otherEntry(one, index, nameOf),
    ),
  ];
  return entries.sort((a, b) => b.time - a.time);
}

type InvocationError = Of<"invocation">["error"];

const textOf = ({ type, message }: NonNullable<InvocationError>): string => `${type}: ${message}`;

/** What went wrong in the function says more than what the gateway makes of it. */
const requestEntry = (request: Of<"request">, error: InvocationError, nameOf: NameOf): Entry => ({
  key: `request ${request.requestId}`,
  time: request.time,
  what: request.method,
  text: request.path,
  detail: error ? textOf(error) : (request.refusal?.message ?? nameOf(request.functionName ?? "")),
  tone: request.status >= 500 ? "bad" : request.status >= 400 ? "warn" : "good",
  outcome: String(request.status),
  milliseconds: request.milliseconds,
  isCold: request.initMilliseconds !== undefined,
  subject: request,
});

const invocationEntry = (invocation: Of<"invocation">, nameOf: NameOf): Entry => ({
  key: `invocation ${invocation.invocationId} ${invocation.time}`,
  time: invocation.time,
  what: invocation.cause === "event" ? "event" : "invoke",
  text: nameOf(invocation.functionName),
  detail: invocation.error ? textOf(invocation.error) : "",
  tone: invocation.error ? "bad" : "good",
  outcome: invocation.error ? "failed" : "ok",
  milliseconds: invocation.milliseconds,
  isCold: invocation.initMilliseconds !== undefined,
  subject: invocation,
});

/** What is of no function. */
function otherEntry(happening: Happening, index: number, nameOf: NameOf): Entry[] {
  const { kind, time } = happening;
  const own = { key: `${kind} ${time} ${index}`, time, what: kind, isCold: false } as const;
  switch (happening.kind) {
    case "delivery": {
      const target = nameOf(nameInArn(happening.targetArn).replace(/^function:/, ""));
      return [
        { ...own, what: happening.source, text: happening.what, detail: `→ ${target}`, tone: "plain", outcome: "" },
      ];
    }
    case "alarm": {
      const { name, to, from, reason } = happening;
      const tone = to === "ALARM" ? "bad" : to === "OK" ? "good" : "plain";
      return [{ ...own, text: name, detail: `was ${from}: ${reason}`, tone, outcome: to }];
    }
    case "mail":
      return [{ ...own, text: happening.subject, detail: `to ${happening.to}`, tone: "plain", outcome: "" }];
    case "notice":
      return [{ ...own, ...inLines(happening.text), detail: "", tone: "warn", outcome: "" }];
    default:
      return [];
  }
}

/** A text's first line, and the whole of it where that is more. */
function inLines(text: string): Pick<Entry, "text" | "more"> {
  const end = text.indexOf("\n");
  return end < 0 ? { text } : { text: text.slice(0, end), more: text };
}

/** Whether an entry is one of those that a reader looks for. */
export function isSought(
  { what, text, more, detail, outcome, subject, tone }: Entry,
  words: string,
  onlyBad: boolean,
): boolean {
  if (onlyBad && tone !== "bad" && tone !== "warn") return false;
  const ids = subject
    ? [subject.functionName, subject.invocationId, subject.kind === "request" ? subject.requestId : ""]
    : [];
  const all = [what, more ?? text, detail, outcome, ...ids].join(" ").toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}

/** How long it took, for the column. */
export const tookOf = ({ milliseconds }: Entry): string => (milliseconds === undefined ? "" : durationOf(milliseconds));
