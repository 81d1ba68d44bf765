import { useState } from "preact/hooks";
import { useApi } from "../shell/api";
import { useFormats, useText } from "../shell/language";
import type { Event } from "./list";

/** The address of an event's image; another one after each change, since browsers keep what an address led to. */
export const imageAddress = (urlOf: (path: string) => string, { imageUrl, updatedAt }: Event): string | undefined =>
  imageUrl === undefined ? undefined : `${urlOf(imageUrl)}?v=${Date.parse(updatedAt)}`;

/** An event in the list. */
export function EventCard(props: { event: Event; onChange: () => void; onRemove: () => void }) {
  const { event, onChange, onRemove } = props;
  const text = useText();
  const { urlOf } = useApi();
  const { moment } = useFormats();
  const image = imageAddress(urlOf, event);
  return (
    <li class="card">
      <div class="picture">
        {image ? (
          <img src={image} alt={text.events.imageOf(event.title)} loading="lazy" />
        ) : (
          <span aria-hidden="true">{new Date(event.date).getDate()}</span>
        )}
      </div>
      <div class="about">
        <p class="when">
          <time dateTime={event.date}>{moment(event.date)}</time>
        </p>
        <h2 dir="auto">{event.title}</h2>
        {event.location && (
          <p class="where" dir="auto">
            {event.location}
          </p>
        )}
        {event.description && <Description text={event.description} />}
        <p class="row">
          <button type="button" class="quiet" aria-label={text.events.editOf(event.title)} onClick={onChange}>
            {text.events.edit}
          </button>
          <button type="button" class="quiet" aria-label={text.events.removeOf(event.title)} onClick={onRemove}>
            {text.events.remove}
          </button>
        </p>
      </div>
    </li>
  );
}

/** As much as fits into four lines or so. */
const shortLength = 160;

/** A description, which is folded where it is long. */
function Description({ text: description }: { text: string }) {
  const text = useText();
  const [isOpen, setOpen] = useState(false);
  const isLong = description.length > shortLength || description.split("\n").length > 4;
  return (
    <>
      <p class={isLong && !isOpen ? "what folded" : "what"} dir="auto">
        {description}
      </p>
      {isLong && (
        <button type="button" class="link" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? text.events.readLess : text.events.readOn}
        </button>
      )}
    </>
  );
}
