import { durationOf, prettyOf } from "../shell/format";
import { Code } from "../shell/feedback";
import { useHappenings } from "../shell/happenings";
import { TraceView } from "../live/trace-view";
import type { ApiAnswer } from "./call";

/** What came back, and how it came about. */
export function AnswerView({ answer }: { answer: ApiAnswer }) {
  const { status, milliseconds, headers, body, requestId } = answer;
  const kept = useHappenings();
  const request = kept.request.findLast((one) => one.requestId === requestId);
  const tone = status >= 500 ? "bad" : status >= 400 ? "warn" : "good";
  return (
    <section class="group" aria-label="Answer">
      <div class="row" role="status">
        <h3>Answer</h3> <span class={`badge ${tone}`}>{status}</span>{" "}
        <span class="took">{durationOf(milliseconds)}</span>
      </div>
      {body === "" ? <p class="hint">It has no body.</p> : <Code text={prettyOf(body)} label="Body of the answer" />}
      <details>
        <summary>Headers</summary>
        <dl class="facts">
          {headers.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd class="mono">{value}</dd>
            </div>
          ))}
        </dl>
      </details>
      {request && (
        <details>
          <summary>Trace</summary>
          <TraceView subject={request} kept={kept} />
        </details>
      )}
    </section>
  );
}
