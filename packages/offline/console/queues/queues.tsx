import { useState } from "preact/hooks";
import type { ListedMessage, ListedQueue } from "../../src/services/page-answers";
import { useAction, useAsked } from "../shell/asking";
import { aws } from "../shell/aws";
import { Choices } from "../shell/choices";
import { Heading, TextArea } from "../shell/controls";
import { Code, Empty, FailureNote, Shown } from "../shell/feedback";
import { momentOf, prettyOf } from "../shell/format";
import { act, ask } from "../shell/host";

/** The queues, and what is in the one that is chosen. */
export function Queues({ chosen }: { chosen: string }) {
  const [asked, again] = useAsked(() => ask("queues"), []);
  return (
    <>
      <Heading title="Queues" />
      <Shown asked={asked} onRetry={again}>
        {(queues) => {
          const queue = queues.find(({ name }) => name === chosen) ?? queues[0];
          return (
            <div class="split">
              <Choices
                label="Queues"
                place="queues"
                choices={queues.map((one) => ({ value: one.name, title: one.name, detail: depthOf(one) }))}
                chosen={queue?.name}
              />
              {queue ? (
                <QueueView key={queue.name} queue={queue} onChange={again} />
              ) : (
                <Empty title="No queue is served" />
              )}
            </div>
          );
        }}
      </Shown>
    </>
  );
}

const depthOf = ({ visible, inFlight, delayed }: ListedQueue): string =>
  [`${visible} visible`, inFlight > 0 && `${inFlight} in flight`, delayed > 0 && `${delayed} delayed`]
    .filter(Boolean)
    .join(", ");

function QueueView({ queue, onChange }: { queue: ListedQueue; onChange: () => void }) {
  const { name, url, sources, deadLetters } = queue;
  const [body, setBody] = useState("");
  const { isBusy, failure, run } = useAction();
  const [asked, again] = useAsked(() => ask(`queues/${encodeURIComponent(name)}/messages`), [name]);
  const change = (what: () => Promise<unknown>): void =>
    run(async () => {
      await what();
      again();
      onChange();
    });
  const send = (event: Event): void => {
    event.preventDefault();
    change(async () => {
      await aws("sqs", "SendMessage", { QueueUrl: url, MessageBody: body });
      setBody("");
    });
  };
  return (
    <div class="panel">
      <div class="heading">
        <h2>{name}</h2>
        <div class="row">
          <button type="button" class="quiet" disabled={isBusy} onClick={() => change(async () => undefined)}>
            Refresh
          </button>
          {sources.length > 0 && (
            <button type="button" class="quiet" disabled={isBusy} onClick={() => change(() => redrive(name))}>
              Redrive
            </button>
          )}
        </div>
      </div>
      {sources.length > 0 && (
        <p class="hint">It takes the dead letters of {sources.join(", ")}: a redrive sends them back there.</p>
      )}
      {deadLetters && (
        <p class="hint">
          Messages that are received {timesOf(deadLetters.maxReceiveCount)} and not deleted go to {deadLetters.queue}.
        </p>
      )}
      <form onSubmit={send}>
        <TextArea label="Message" value={body} onValue={setBody} rows={3} />
        <div class="row">
          <button type="submit" disabled={isBusy || body === ""}>
            Send
          </button>
        </div>
      </form>
      {failure && <FailureNote failure={failure} />}
      <Shown asked={asked} onRetry={again}>
        {(messages) => <Messages messages={messages} />}
      </Shown>
    </div>
  );
}

const timesOf = (count: number): string => (count === 1 ? "once" : `${count} times`);

const redrive = (name: string): Promise<unknown> => act(`queues/${encodeURIComponent(name)}/redrive`);

/** Messages that are looked at: nobody receives them by that. */
function Messages({ messages }: { messages: ListedMessage[] }) {
  if (messages.length === 0) return <Empty title="No messages" />;
  return (
    <ul class="cards" aria-label="Messages">
      {messages.map(({ id, body, attributes, sent, receiveCount, state, source }) => (
        <li key={id} class="group">
          <p class="row">
            <span class={`badge ${state === "visible" ? "good" : "warn"}`}>{state}</span>
            <time>{momentOf(sent)}</time>
            <small>
              received {timesOf(receiveCount)}
              {source !== undefined && `, from ${source}`}
            </small>
          </p>
          <Code text={prettyOf(body)} label={`Message ${id}`} />
          {Object.keys(attributes).length > 0 && (
            <dl class="facts">
              {Object.entries(attributes).map(([name, value]) => (
                <>
                  <dt key={name}>{name}</dt>
                  <dd class="mono">{value}</dd>
                </>
              ))}
            </dl>
          )}
        </li>
      ))}
    </ul>
  );
}
