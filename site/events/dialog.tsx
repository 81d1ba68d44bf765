import { useRef, useState } from "preact/hooks";
import { answered, useApi } from "../shell/api";
import { Dialog } from "../shell/dialog";
import { FailureNote, Skeleton } from "../shell/feedback";
import { useText } from "../shell/language";
import { useRequest } from "../shell/request";
import { EventForm } from "./form";
import { ImageUpload } from "./image";
import type { Event } from "./list";

/** An event as the server has it, with the tag of its version. */
export interface Version {
  event: Event;
  etag: string;
}

/** A window in which an event is made, or changed and given an image. */
export function EventDialog(props: {
  /** The event to change; undefined makes one. */
  id?: string;
  /** Told whether anything is different now. */
  onClose: (isChanged: boolean) => void;
}) {
  const { id, onClose } = props;
  const text = useText();
  const { client } = useApi();
  const isChanged = useRef(false);
  const [made, setMade] = useState<Version>();
  const [current, reload] = useRequest(
    async () => (id === undefined ? undefined : versionOf(client, id)),
    [client, id],
  );
  const version = made ?? current.data;
  const noteChange = (changed: Version): void => {
    isChanged.current = true;
    setMade(changed);
  };
  // An image changes no text: where the text is another one too, somebody else has been there, and the form must find out.
  const noteImage = (changed: Version): void => {
    isChanged.current = true;
    if (version && isSameText(changed.event, version.event)) setMade(changed);
  };
  const isGone = current.state === "failed" && current.failure.status === 404;
  const close = (): void => onClose(isChanged.current || isGone);
  // What is to be changed must be known first; what is new needs nothing.
  const isReady = id === undefined || version !== undefined;
  return (
    <Dialog title={id === undefined ? text.events.form.create : text.events.form.edit} onClose={close}>
      {current.state === "failed" && <FailureNote failure={current.failure} onRetry={reload} />}
      {!isReady && current.state === "loading" && <Skeleton shape="block" />}
      {isReady && <EventForm version={version} onSaved={noteChange} onDone={close} />}
      {isReady && <ImageUpload version={version} onChanged={noteImage} />}
    </Dialog>
  );
}

const isSameText = (one: Event, other: Event): boolean =>
  (["title", "date", "location", "description"] as const).every((field) => one[field] === other[field]);

/** @throws Failure, of status 404 where it is gone */
export async function versionOf(client: ReturnType<typeof useApi>["client"], id: string): Promise<Version> {
  const { data, etag = "" } = await answered(client.GET("/events/{id}", { params: { path: { id } } }));
  return { event: data, etag };
}
