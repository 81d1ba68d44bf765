import { useId, useState } from "preact/hooks";
import type { Schemas } from "../../client";
import type { Place } from "../pages/city";
import { type Api, answered, Failure, useApi } from "../shell/api";
import { described, FailureNote, Field, Progress } from "../shell/feedback";
import { useText } from "../shell/language";
import { pause, useAction } from "../shell/request";
import { sendFile } from "../shell/upload";
import { unlessMissing } from "./day";
import { FileDrop } from "./drop";
import { guessPlace } from "./guess";

type Status = Schemas["MeasurementsStatus"];

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
  const api = useApi();
  const id = useId();
  const [file, setFile] = useState<File>();
  const [place, setPlace] = useState({ type: "", date: "" });
  const [percent, setPercent] = useState<number>();
  const [outcome, setOutcome] = useState<Status>();
  const sending = useAction();

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
      if (!file) throw new Failure(400, text.noFile);
      if (file.size > mostBytes) throw new Failure(400, text.tooLarge);
      const body = { size: file.size };
      const request = api.client.POST("/measurements/{type}/{date}/upload-url", { params: { path: place }, body });
      const { data } = await answered(request);
      setPercent(0);
      if (!(await sendFile(file, data, setPercent))) throw new Failure(400, text.notStored);
      setPercent(100);
      for (let time = 0; time < reading.times; time++) {
        const now = await statusOf(api, place);
        if (now && now.status !== "pending") return setOutcome(now);
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
      <form onSubmit={submit} noValidate>
        <FileDrop file={file} onFile={(chosen) => void choose(chosen)} />
        <div class="pair">
          <Field id={`${id}-type`} label={text.type} hint={text.typeHint}>
            <input
              {...described(`${id}-type`, undefined)}
              autocapitalize="none"
              value={place.type}
              onInput={({ currentTarget: { value } }) => setPlace({ ...place, type: value })}
            />
          </Field>
          <Field id={`${id}-date`} label={text.date}>
            <input
              type="date"
              {...described(`${id}-date`, undefined)}
              value={place.date}
              onInput={({ currentTarget: { value } }) => setPlace({ ...place, date: value })}
            />
          </Field>
        </div>
        <p class="row">
          <button disabled={sending.isBusy}>{text.send}</button>
        </p>
      </form>
      {sending.isBusy && percent !== undefined && (
        <Progress
          label={percent < 100 ? text.sending(percent) : text.pending}
          percent={percent < 100 ? percent : undefined}
        />
      )}
      {sending.failure && <FailureNote failure={sending.failure} />}
      {outcome && <Outcome outcome={outcome} onShow={() => onShow(place)} />}
    </section>
  );
}

/** What became of a file. */
function Outcome({ outcome, onShow }: { outcome: Status; onShow: () => void }) {
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
