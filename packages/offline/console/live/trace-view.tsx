import { useContext } from "preact/hooks";
import { durationOf } from "../shell/format";
import { Code } from "../shell/feedback";
import type { Happenings, Of } from "../shell/happenings";
import { NamesContext } from "../shell/names";
import { href } from "../shell/route";
import { LogLines } from "../logs/lines";
import { type Span, type Subject, traceOf } from "./trace";

/** What became of a request or an event: its spans, what its function said, and what went wrong. */
export function TraceView({ subject, kept }: { subject: Subject; kept: Happenings["kept"] }) {
  const { spans, milliseconds, invocation, logs } = traceOf(subject, kept);
  const id = subject.invocationId;
  const stack =
    invocation?.error && (invocation.error.stack ?? `${invocation.error.type}: ${invocation.error.message}`);
  return (
    <div class="trace">
      <ol class="spans" aria-label="Trace">
        {spans.map((span, index) => (
          <SpanLine key={index} span={span} total={milliseconds} />
        ))}
      </ol>
      {spans.flatMap(({ call }) => (call ? [<Denials key={call.time} call={call} />] : []))}
      {stack && <Code text={stack} label="Error" />}
      {logs.length > 0 && <LogLines lines={logs} showsFunction={false} />}
      <p class="ids">
        {subject.kind === "request" && (
          <>
            request <code>{subject.requestId}</code>{" "}
          </>
        )}
        {id !== undefined && (
          <>
            invocation <code>{id}</code> <a href={href("logs", "", id)}>its logs</a>
          </>
        )}
      </p>
    </div>
  );
}

function SpanLine({ span, total }: { span: Span; total: number }) {
  const { label, kind, start, milliseconds, call } = span;
  const nameOf = useContext(NamesContext);
  const percent = (value: number): string => `${Math.min(100, Math.max(0, (100 * value) / Math.max(total, 0.001)))}%`;
  const isBad = call !== undefined && call.status >= 400;
  return (
    <li class={isBad ? "bad" : undefined}>
      <span class={kind === "call" ? "label inner" : "label"}>
        {kind === "function" ? nameOf(label) : label}
        {call && <small>{objectOf(call)}</small>}
      </span>
      <span class="track" aria-hidden="true">
        <span class={`bar ${kind}`} style={{ left: percent(start), width: percent(milliseconds) }} />
      </span>
      <span class="took">
        {call && <Outcome call={call} />}
        {durationOf(milliseconds)}
      </span>
    </li>
  );
}

const Outcome = ({ call }: { call: Of<"call"> }) =>
  call.status >= 400 ? <span class="badge bad">{call.errorCode ?? call.status}</span> : <span>{call.status} </span>;

/** What a call is about: the last part of its resource, and the keys that it names. */
function objectOf({ resources, keys }: Of<"call">): string {
  const names = resources.filter((arn) => arn !== "*").map((arn) => arn.replace(/^(arn:[^:]*:[^:]*:[^:]*:[^:]*:)/, ""));
  return [...names, ...keys.map((key) => `key ${key}`)].join(" · ");
}

/** What IAM did not allow, and what would. */
function Denials({ call }: { call: Of<"call"> }) {
  const denied = call.decisions.filter(({ isAllowed }) => !isAllowed);
  if (denied.length === 0) return null;
  return (
    <>
      {denied.map(({ action, resource, missingStatement }) => (
        <section key={action + resource} class="denial">
          <p>
            <strong>IAM denies {action}</strong> on <code>{resource}</code> to <code>{call.callerArn}</code>
          </p>
          {missingStatement === undefined ? (
            <p>A Deny statement forbids it: no statement that is added can allow it.</p>
          ) : (
            <>
              <p>This statement is missing from the role's policy:</p>
              <Code text={missingStatement} label="Missing statement" />
            </>
          )}
        </section>
      ))}
    </>
  );
}
