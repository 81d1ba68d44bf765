import { useEffect, useId, useState } from "preact/hooks";
import { answered, Failure, useApi } from "../shell/api";
import { FailureNote, Progress } from "../shell/feedback";
import { useText } from "../shell/language";
import { pause, useAction } from "../shell/request";
import { sendFile } from "../shell/upload";
import { imageAddress } from "./card";
import { type Version, versionOf } from "./dialog";

const types = ["image/png", "image/jpeg", "image/webp", "image/gif", "image/avif"] as const;
const mostBytes = 5 * 1024 * 1024;

const typeOf = ({ type }: File) => types.find((one) => one === type);

/** So long is waited for the server's judgement of a file, which a notification brings about. */
const judgement = { milliseconds: 500, times: 20 };

/** Gives an event an image: straight to the storage, where the server then looks at it. */
export function ImageUpload(props: {
  /** Undefined for an event that is not saved yet. */
  version: Version | undefined;
  onChanged: (version: Version) => void;
}) {
  const { version, onChanged } = props;
  const text = useText();
  const { client, urlOf } = useApi();
  const id = useId();
  const [file, setFile] = useState<File>();
  const [percent, setPercent] = useState<number>();
  const [isDone, setDone] = useState(false);
  const sending = useAction();
  const preview = usePreview(file);

  /** @throws Failure with the reason why the event has no new image */
  async function upload(image: File, before: Version): Promise<Version> {
    const contentType = typeOf(image);
    if (!contentType) throw new Failure(400, text.events.image.type);
    if (image.size === 0) throw new Failure(400, text.events.image.empty);
    if (image.size > mostBytes) throw new Failure(400, text.events.image.size);
    const { id: event } = before.event;
    const params = { path: { id: event } };
    const body = { contentType, size: image.size };
    const { data } = await answered(client.POST("/events/{id}/upload-url", { params, body }));
    if (!(await sendFile(image, data, setPercent))) throw new Failure(400, text.events.image.notStored);
    setPercent(100);
    for (let time = 0; time < judgement.times; time++) {
      const now = await versionOf(client, event);
      // The event may have changed for another reason.
      if (now.etag !== before.etag && (await isImage(urlOf, now, data.key))) return now;
      await pause(judgement.milliseconds);
    }
    throw new Failure(400, text.events.image.refused);
  }

  const choose = (chosen: File | undefined): void => {
    if (!chosen || !version) return;
    setFile(chosen);
    setDone(false);
    setPercent(0);
    void sending.run(async () => {
      // The tag may be of before another upload.
      const before = await versionOf(client, version.event.id);
      try {
        onChanged(await upload(chosen, before));
        setDone(true);
      } catch (error) {
        // What was not taken is not what the event looks like.
        setFile(undefined);
        throw error;
      }
    });
  };

  if (!version) return <p class="hint">{text.events.image.first}</p>;
  const current = imageAddress(urlOf, version.event);
  const shown = preview ?? current;
  return (
    <section class="image" aria-labelledby={`${id}-title`}>
      <h3 id={`${id}-title`}>{text.events.image.title}</h3>
      {shown && (
        <img src={shown} alt={preview ? text.events.image.preview : text.events.imageOf(version.event.title)} />
      )}
      <p>
        <input
          id={id}
          class="visually-hidden"
          type="file"
          accept={types.join(",")}
          disabled={sending.isBusy}
          onChange={({ currentTarget }) => {
            choose(currentTarget.files?.[0]);
            // The same file may be chosen again.
            currentTarget.value = "";
          }}
        />
        <label for={id} class="button quiet">
          {current ? text.events.image.replace : text.events.image.choose}
        </label>{" "}
        <span class="hint">{text.events.image.hint}</span>
      </p>
      {sending.isBusy && percent !== undefined && (
        <Progress
          label={percent < 100 ? text.events.image.sending(percent) : text.events.image.judging}
          percent={percent < 100 ? percent : undefined}
        />
      )}
      {sending.failure && <FailureNote failure={sending.failure} />}
      <p role="status">{isDone && text.events.image.done}</p>
    </section>
  );
}

/** Whether an event's image is the one of a key: its address leads there. Where a browser may not see that, it is believed. */
async function isImage(urlOf: (path: string) => string, { event }: Version, key: string): Promise<boolean> {
  const address = imageAddress(urlOf, event);
  if (address === undefined) return false;
  try {
    const response = await fetch(address, { cache: "no-store" });
    await response.body?.cancel();
    return new URL(response.url).pathname.endsWith(key);
  } catch (error) {
    if (error instanceof TypeError) return true;
    throw error;
  }
}

/** An address of a file for as long as it is shown. */
function usePreview(file: File | undefined): string | undefined {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    if (!file) return;
    const made = URL.createObjectURL(file);
    setAddress(made);
    return () => {
      URL.revokeObjectURL(made);
      setAddress(undefined);
    };
  }, [file]);
  return address;
}
