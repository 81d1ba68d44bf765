import { useId, useState } from "preact/hooks";
import type { Schemas } from "../../client";
import { answered, Failure, useApi } from "../shell/api";
import { described, FailureNote, Field } from "../shell/feedback";
import { fieldMessages } from "../shell/fields";
import { useText } from "../shell/language";
import { useAction, useIdempotencyKey } from "../shell/request";
import { localDate, sentDate } from "./date";
import { type Version, versionOf } from "./dialog";
import type { Event } from "./list";

type EventRequest = Schemas["EventRequest"];

const fields = ["title", "date", "location", "description"] as const;

/** What stands in the form's controls. */
type Values = Record<(typeof fields)[number], string>;

const valuesOf = (event: Event | undefined): Values => ({
  title: event?.title ?? "",
  date: event ? localDate(event.date) : "",
  location: event?.location ?? "",
  description: event?.description ?? "",
});

/** A date that nobody touched is sent as it was, whatever its offset and seconds. */
function requestOf(values: Values, event: Event | undefined): EventRequest {
  const date = event && values.date === localDate(event.date) ? event.date : sentDate(values.date);
  return {
    title: values.title,
    date,
    ...(values.location && { location: values.location }),
    ...(values.description && { description: values.description }),
  };
}

/** Makes an event, or changes one that nobody else has changed meanwhile. What is typed stays whatever happens. */
export function EventForm(props: {
  /** What is to be changed; undefined makes an event. */
  version: Version | undefined;
  onSaved: (version: Version) => void;
  onDone: () => void;
}) {
  const { version, onSaved, onDone } = props;
  const text = useText();
  const { client } = useApi();
  const [values, setValues] = useState(() => valuesOf(version?.event));
  const [theirs, setTheirs] = useState<Version>();
  const keyOf = useIdempotencyKey();
  const [isSaved, setSaved] = useState(false);
  const saving = useAction();
  const { messages, rest } = fieldMessages(saving.failure, fields);

  const save = (base: Version | undefined): Promise<void> =>
    saving.run(async () => {
      // What nobody touched is as it was when the form was opened, whoever has changed it since.
      const body = requestOf(values, version?.event);
      const { data, etag = "" } = await (base ? change(base, body) : create(body));
      setTheirs(undefined);
      onSaved({ event: data, etag });
      // What is new may get an image yet.
      if (version) onDone();
      else setSaved(true);
    });

  const create = (body: EventRequest) =>
    answered(client.POST("/events", { body, params: { header: { "Idempotency-Key": keyOf(body) } } }));

  async function change({ event: { id }, etag }: Version, body: EventRequest) {
    try {
      const params = { path: { id }, header: { "If-Match": etag } };
      return await answered(client.PUT("/events/{id}", { body, params }));
    } catch (error) {
      if (error instanceof Failure && error.status === 412) setTheirs(await versionOf(client, id));
      throw error;
    }
  }

  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void save(version);
  };
  const isConflict = saving.failure?.status === 412;
  const isGone = saving.failure?.status === 404;
  const isAboutFields = Object.keys(messages).length > 0 && rest === "";
  return (
    <form onSubmit={submit} noValidate>
      {fields.map((field) => (
        <TextField
          key={field}
          field={field}
          value={values[field]}
          message={messages[field]}
          onInput={(value) => setValues({ ...values, [field]: value })}
        />
      ))}
      {isConflict && theirs && (
        <Conflict
          values={values}
          theirs={valuesOf(theirs.event)}
          onOverwrite={() => void save(theirs)}
          onTake={() => {
            setValues(valuesOf(theirs.event));
            onSaved(theirs);
            saving.clear();
          }}
        />
      )}
      {isGone && <FailureNote failure={new Failure(404, text.events.form.gone)} />}
      {saving.failure && !isConflict && !isGone && !isAboutFields && <FailureNote failure={saving.failure} />}
      <p class="row">
        <button disabled={saving.isBusy}>{saving.isBusy ? text.saving : text.save}</button>
        <button type="button" class="quiet" onClick={onDone}>
          {isSaved ? text.close : text.cancel}
        </button>
        <span role="status">{isSaved && text.events.form.saved}</span>
      </p>
    </form>
  );
}

function TextField(props: {
  field: keyof Values;
  value: string;
  message: string | undefined;
  onInput: (value: string) => void;
}) {
  const { field, value, message, onInput } = props;
  const { form } = useText().events;
  const id = `${useId()}-${field}`;
  const hint = { title: undefined, date: form.dateHint, location: form.optional, description: form.optional }[field];
  const control = { ...described(id, message), value };
  return (
    <Field id={id} label={form[field]} hint={hint} message={message}>
      {field === "description" && (
        <textarea rows={4} {...control} onInput={({ currentTarget }) => onInput(currentTarget.value)} />
      )}
      {field === "date" && (
        <input type="datetime-local" {...control} onInput={({ currentTarget }) => onInput(currentTarget.value)} />
      )}
      {(field === "title" || field === "location") && (
        <input {...control} onInput={({ currentTarget }) => onInput(currentTarget.value)} />
      )}
    </Field>
  );
}

/** Says what somebody else changed, and lets the writer decide. */
function Conflict(props: { values: Values; theirs: Values; onOverwrite: () => void; onTake: () => void }) {
  const { values, theirs, onOverwrite, onTake } = props;
  const { form } = useText().events;
  const different = fields.filter((field) => values[field] !== theirs[field]);
  return (
    <div class="note failure" role="alert">
      <p>{form.conflict}</p>
      {different.length > 0 && (
        <>
          <p class="detail">{form.conflictFields}</p>
          <dl>
            {different.map((field) => (
              <div key={field}>
                <dt>{form[field]}</dt>
                <dd>{theirs[field] === "" ? form.nothing : theirs[field]}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
      <p class="row">
        <button type="button" onClick={onOverwrite}>
          {form.overwrite}
        </button>
        <button type="button" class="quiet" onClick={onTake}>
          {form.takeTheirs}
        </button>
      </p>
    </div>
  );
}
