import { useId, useRef, useState } from "preact/hooks";
import type { Schemas } from "../../client";
import { type Api, answered, useApi } from "../shell/api";
import { described, Empty, FailureNote, Field, Skeleton } from "../shell/feedback";
import { fieldMessages } from "../shell/fields";
import { useFormats, useText } from "../shell/language";
import { usePages } from "../shell/pages";
import { useAction, useIdempotencyKey } from "../shell/request";

type Comment = Schemas["Comment"];

/** One's own comment stands in the list at once, before the server has it. */
interface Draft {
  auteur: string;
  contenu: string;
}

const pageLength = 20;

const pageOf = async ({ client }: Api, sectionId: string, cursor?: string) => {
  const query = { sectionId, limit: pageLength, cursor };
  return (await answered(client.GET("/commentaires", { params: { query } }))).data;
};

/** The comments on a section, newest first, and a form for one's own. */
export function Comments({ sectionId }: { sectionId: string }) {
  const text = useText();
  const api = useApi();
  const titleId = useId();
  const [own, setOwn] = useState<Comment[]>([]);
  const [draft, setDraft] = useState<Draft>();
  const list = usePages((cursor) => pageOf(api, sectionId, cursor), [api, sectionId]);
  const { first, items: listed, hasMore, more, showMore, reload } = list;
  // The list is a moment behind: what was just sent may be in it, or not yet.
  const shown = [...own.filter(({ id }) => listed.every((one) => one.id !== id)), ...listed];
  return (
    <section class="comments" aria-labelledby={titleId}>
      <h2 id={titleId}>{text.comments.title}</h2>
      <CommentForm sectionId={sectionId} onDraft={setDraft} onSent={(comment) => setOwn([comment, ...own])} />
      {first.state === "loading" && !first.data && <Skeleton shape="line" count={3} />}
      {first.state === "failed" && <FailureNote failure={first.failure} onRetry={reload} />}
      {first.state === "ready" && shown.length === 0 && !draft && <Empty title={text.comments.empty} />}
      <ol class="thread" aria-live="polite">
        {draft && <CommentItem {...draft} />}
        {shown.map((comment) => (
          <CommentItem key={comment.id} {...comment} />
        ))}
      </ol>
      {more.failure && <FailureNote failure={more.failure} />}
      {hasMore && (
        <button type="button" class="quiet" disabled={more.isBusy} onClick={showMore}>
          {text.more}
        </button>
      )}
    </section>
  );
}

function CommentItem({ auteur, contenu, timestamp }: Draft & { timestamp?: string }) {
  const text = useText();
  const { shortMoment } = useFormats();
  return (
    <li class={timestamp === undefined ? "comment pending" : "comment"}>
      <p class="by">
        <strong dir="auto">{auteur}</strong>{" "}
        {timestamp === undefined ? text.comments.pending : <time dateTime={timestamp}>{shortMoment(timestamp)}</time>}
      </p>
      <p class="said" dir="auto">
        {contenu}
      </p>
    </li>
  );
}

function CommentForm(props: {
  sectionId: string;
  onDraft: (draft: Draft | undefined) => void;
  onSent: (comment: Comment) => void;
}) {
  const { sectionId, onDraft, onSent } = props;
  const text = useText();
  const { client } = useApi();
  const id = useId();
  const sending = useAction();
  const keyOf = useIdempotencyKey();
  // Who says the same once more means it.
  const sentCount = useRef(0);
  const [isSent, setSent] = useState(false);
  const { messages, rest } = fieldMessages(sending.failure, ["auteur", "contenu"]);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget;
    if (!(form instanceof HTMLFormElement)) return;
    const values = new FormData(form);
    const draft = { auteur: String(values.get(`${id}-name`)).trim(), contenu: String(values.get(`${id}-text`)).trim() };
    setSent(false);
    if (draft.auteur !== "" && draft.contenu !== "") onDraft(draft);
    await sending.run(async () => {
      const body = { sectionId, ...draft };
      const header = { "Idempotency-Key": keyOf({ ...body, after: sentCount.current }) };
      const { data } = await answered(client.POST("/commentaires", { body, params: { header } }));
      sentCount.current++;
      onSent(data);
      setSent(true);
      const said = form.elements.namedItem(`${id}-text`);
      if (said instanceof HTMLTextAreaElement) said.value = "";
    });
    onDraft(undefined);
  };
  const isAboutFields = Object.keys(messages).length > 0 && rest === "";
  return (
    <form class="say" onSubmit={(event) => void submit(event)} noValidate>
      <Field id={`${id}-name`} label={text.comments.name} message={messages.auteur}>
        <input autocomplete="name" {...described(`${id}-name`, messages.auteur)} />
      </Field>
      <Field id={`${id}-text`} label={text.comments.text} message={messages.contenu}>
        <textarea rows={3} {...described(`${id}-text`, messages.contenu)} />
      </Field>
      {sending.failure && !isAboutFields && <FailureNote failure={sending.failure} />}
      <p class="row">
        <button disabled={sending.isBusy}>{sending.isBusy ? text.comments.sending : text.comments.send}</button>
        <span role="status">{isSent && text.comments.sent}</span>
      </p>
    </form>
  );
}
