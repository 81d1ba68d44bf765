import { useState } from "preact/hooks";
import type { ListedResource } from "../../src/services/page-answers";
import { useAction } from "../shell/asking";
import { Choices } from "../shell/choices";
import { Check, Heading, TextArea } from "../shell/controls";
import { Code, FailureNote } from "../shell/feedback";
import { durationOf, prettyOf } from "../shell/format";
import { useHappenings } from "../shell/happenings";
import { TraceView } from "../live/trace-view";
import { href } from "../shell/route";
import { invoke, type Invoked } from "./invoke";

/** The functions, and a form that invokes one with an event. */
export function Functions({ functions, chosen }: { functions: ListedResource[]; chosen: string }) {
  const name = functions.some(({ id }) => id === chosen) ? chosen : functions[0]?.id;
  return (
    <>
      <Heading title="Functions" />
      <div class="split">
        <Choices
          label="Functions"
          place="functions"
          choices={functions.map((one) => ({
            value: one.id,
            title: one.name,
            detail: one.id === one.name ? "" : one.id,
          }))}
          chosen={name}
        />
        {name !== undefined && <InvokeForm key={name} name={name} />}
      </div>
    </>
  );
}

function InvokeForm({ name }: { name: string }) {
  const [event, setEvent] = useState("{}");
  const [isEvent, setIsEvent] = useState(false);
  const [invoked, setInvoked] = useState<Invoked>();
  const { isBusy, failure, run } = useAction();
  const kept = useHappenings();
  const invocation = kept.invocation.findLast(({ invocationId }) => invocationId === invoked?.requestId);
  const send = (submitted: Event): void => {
    submitted.preventDefault();
    setInvoked(undefined);
    run(async () => setInvoked(await invoke(name, event, isEvent)));
  };
  return (
    <div class="panel">
      <div class="heading">
        <h2>{name}</h2>
        <a href={href("logs", name, "")}>Logs</a>
      </div>
      <form onSubmit={send}>
        <TextArea label="Event" hint="JSON" value={event} onValue={setEvent} />
        <div class="row">
          <button type="submit" disabled={isBusy}>
            {isBusy ? "Invoking…" : "Invoke"}
          </button>
          <Check label="as an event: do not wait for its answer" value={isEvent} onValue={setIsEvent} />
        </div>
      </form>
      {failure && <FailureNote failure={failure} />}
      {invoked && (
        <section class="group" aria-label="Answer">
          <div class="row" role="status">
            <h3>Answer</h3>{" "}
            <span class={`badge ${invoked.error === undefined ? "good" : "bad"}`}>{invoked.error ?? "ok"}</span>
            <span class="took">{durationOf(invoked.milliseconds)}</span>
          </div>
          {invoked.payload === "" ? (
            <p class="hint">Lambda has taken the event: what becomes of it is shown live.</p>
          ) : (
            <Code text={prettyOf(invoked.payload)} label="Answer of the function" />
          )}
        </section>
      )}
      {invocation && <TraceView subject={invocation} kept={kept} />}
    </div>
  );
}
