import { useId, useState } from "preact/hooks";
import type { Schemas } from "../../client";
import type { Place } from "../pages/city";
import { type Api, answered, Failure, useApi } from "../shell/api";
import { described, FailureNote, Field, Progress } from "../shell/feedback";
import { fieldMessages } from "../shell/fields";
import { useText } from "../shell/language";
import { useMayOperate } from "../shell/person";
import { pause, useAction } from "../shell/request";
import { sendFile } from "../shell/upload";
import { unlessMissing } from "./day";
import { FileDrop } from "./drop";
import { guessPlace } from "./guess";

type Status = Schemas["MeasurementsStatus"];

/** What became of a file, and whose it was. */
type Outcome = Status & { place: { type: string; date: string } };

const mostBytes = 50 * 1024 * 1024;

/** A file of 50 MB takes half a minute to be read. */
const reading = { milliseconds: 1000, times: 120 };

const statusOf = async ({ client }: Api, path: { type: string; date: string }): Promise<Status | undefined> =>
  unlessMissing(
    answered(client.GET("/measurements/{type}/{date}/status", { params: { path } })).then((one) => one.data),
  );

/** Brings in a day's measurements: a file goes straight to the storage, and the page tells what became of it. */
export function MeasurementsUpload({ onShow }: { onShow: (place: Place) => void }) {
  const { upload: text } = useText().city;
  const { operators } = useText().signIn;
  const mayOperate = useMayOperate();
  const api = useApi();
  const id = useId();
  const [file, setFile] = useState<File>();
  const [place, setPlace] = useState({ type: "", date: "" });
  const [percent, setPercent] = useState<number>();
  const [missing, setMissing] = useState<{ type?: string; date?: string }>({});
  const [outcome, setOutcome] = useState<Outcome>();
  const sending = useAction();
  const { messages, rest } = fieldMessages(sending.failure, ["type", "date"]);
  const isAboutFields = Object.keys(messages).length > 0 && rest === "";

  const choose = async (chosen: File): Promise<void> => {
    setFile(chosen);
    setOutcome(undefined);
    sending.clear();
    const guessed = await guessPlace(chosen);
    setPlace((typed) => ({ type: guessed.type ?? typed.type, date: guessed.date ?? typed.date }));
  };

  const send = () =>
    sending.run(async () => {
      setOutcome(undefined);
      setPercent(undefined);
      const lacking = { type: place.type ? undefined : text.noType, date: place.date ? undefined : text.noDate };
      setMissing(lacking);
      if (!file) throw new Failure(400, text.noFile);
      if (lacking.type || lacking.date) return;
      if (file.size === 0) throw new Failure(400, text.empty);
      if (file.size > mostBytes) throw new Failure(400, text.tooLarge);
      const body = { size: file.size };
      const request = api.client.POST("/measurements/{type}/{date}/upload-url", { params: { path: place }, body });
      const { data } = await answered(request);
      setPercent(0);
      if (!(await sendFile(file, data, setPercent))) throw new Failure(400, text.notStored);
      setPercent(100);
      for (let time = 0; time < reading.times; time++) {
        const now = await statusOf(api, place);
        if (now && now.status !== "pending") return setOutcome({ ...now, place });
        await pause(reading.milliseconds);
      }
      throw new Failure(400, text.late);
    });

  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void send();
  };
  return (
    <section class="panel bring" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{text.title}</h2>
      <p class="detail">{text.lead}</p>
      {!mayOperate && <p class="detail">{operators}</p>}
      <form onSubmit={submit} noValidate>
        {/* What is being sent stays what it is. */}
        <fieldset disabled={sending.isBusy || !mayOperate}>
          <FileDrop file={file} isBusy={sending.isBusy || !mayOperate} onFile={(chosen) => void choose(chosen)} />
          <div class="pair">
            <Field id={`${id}-type`} label={text.type} hint={text.typeHint} message={missing.type ?? messages.type}>
              <input
                {...described(`${id}-type`, missing.type ?? messages.type)}
                autocapitalize="none"
                value={place.type}
                onInput={({ currentTarget: { value } }) => setPlace({ ...place, type: value })}
              />
            </Field>
            <Field id={`${id}-date`} label={text.date} message={missing.date ?? messages.date}>
              <input
                type="date"
                {...described(`${id}-date`, missing.date ?? messages.date)}
                value={place.date}
                onInput={({ currentTarget: { value } }) => setPlace({ ...place, date: value })}
              />
            </Field>
          </div>
          <p class="row">
            <button>{text.send}</button>
          </p>
        </fieldset>
      </form>
      {sending.isBusy && percent !== undefined && (
        <Progress
          label={percent < 100 ? text.sending(percent) : text.pending}
          percent={percent < 100 ? percent : undefined}
        />
      )}
      {sending.failure && !isAboutFields && <FailureNote failure={sending.failure} />}
      {outcome && <OutcomeNote outcome={outcome} onShow={() => onShow(outcome.place)} />}
    </section>
  );
}

/** What became of a file. */
function OutcomeNote({ outcome, onShow }: { outcome: Outcome; onShow: () => void }) {
  const { upload: text } = useText().city;
  if (outcome.status === "rejected") {
    return (
      <p class="note failure" role="alert">
        {text.rejected(outcome.reason ?? text.noReason)}
      </p>
    );
  }
  return (
    <div class="note" role="status">
      <p>{text.taken(outcome.count ?? 0, outcome.rejectedLines ?? 0)}</p>
      <button type="button" class="quiet" onClick={onShow}>
        {text.show}
      </button>
    </div>
  );
}
