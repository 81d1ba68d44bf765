import { useEffect } from "preact/hooks";
import { useAsked } from "../shell/asking";
import { Heading } from "../shell/controls";
import { Empty, Shown } from "../shell/feedback";
import { momentOf } from "../shell/format";
import { useWatched } from "../shell/happenings";
import { ask } from "../shell/host";

/** What topics have sent to e-mail subscriptions, the newest first. */
export function Mailbox() {
  const [asked, again] = useAsked(() => ask("mail"), []);
  const newest = useWatched(({ kept }) => kept.mail.at(-1)?.time);
  useEffect(() => {
    if (newest !== undefined) again();
  }, [newest]);
  return (
    <>
      <Heading title="Mail">
        <button type="button" class="quiet" onClick={again}>
          Refresh
        </button>
      </Heading>
      <Shown asked={asked} onRetry={again}>
        {(mails) =>
          mails.length === 0 ? (
            <Empty title="No mail yet">
              What topics send to e-mail subscriptions is kept here; none of it is sent.
            </Empty>
          ) : (
            <ul class="cards">
              {mails.map(({ id, from, to, subject, text, sent }) => (
                <li key={id} class="panel">
                  <h2>{subject}</h2>
                  <dl class="facts">
                    <dt>From</dt>
                    <dd>{from}</dd>
                    <dt>To</dt>
                    <dd>{to}</dd>
                    <dt>Sent</dt>
                    <dd>
                      <time>{momentOf(sent)}</time>
                    </dd>
                  </dl>
                  <pre class="letter">{text}</pre>
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
    </>
  );
}
