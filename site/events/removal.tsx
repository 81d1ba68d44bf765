import { answered, finished, useApi } from "../shell/api";
import { Dialog } from "../shell/dialog";
import { FailureNote } from "../shell/feedback";
import { useText } from "../shell/language";
import { useAction, useRequest } from "../shell/request";
import type { Event } from "./list";

/** Asks before it deletes an event, and deletes only what the reader has seen. */
export function RemovalDialog({ event, onClose }: { event: Event; onClose: (isChanged: boolean) => void }) {
  const text = useText();
  const { client } = useApi();
  const { id, title, updatedAt } = event;
  const removing = useAction();
  const params = { path: { id } };
  const [current] = useRequest(() => answered(client.GET("/events/{id}", { params })), [client, id]);
  const etag = current.data?.etag;
  const isStale = current.data !== undefined && current.data.data.updatedAt !== updatedAt;
  const isConflict = isStale || removing.failure?.status === 412;
  // Gone already: that was what was asked for.
  const isGone = current.state === "failed" && current.failure.status === 404;
  const remove = () =>
    removing.run(async () => {
      if (!isGone)
        await finished(client.DELETE("/events/{id}", { params: { ...params, header: { "If-Match": etag } } }));
      onClose(true);
    });
  return (
    <Dialog title={text.events.removal.title} onClose={() => onClose(isConflict || isGone)}>
      <p>{text.events.removal.text(title)}</p>
      {isConflict && (
        <p class="note failure" role="alert">
          {text.events.removal.conflict}
        </p>
      )}
      {current.state === "failed" && !isGone && <FailureNote failure={current.failure} />}
      {removing.failure && !isConflict && <FailureNote failure={removing.failure} />}
      <p class="row">
        <button
          type="button"
          class="danger"
          disabled={removing.isBusy || isConflict || (etag === undefined && !isGone)}
          onClick={() => void remove()}
        >
          {removing.isBusy ? text.events.removal.removing : text.events.removal.confirm}
        </button>
        <button type="button" class="quiet" onClick={() => onClose(isConflict || isGone)}>
          {text.cancel}
        </button>
      </p>
    </Dialog>
  );
}
