import type { ComponentChildren } from "preact";
import type { Failure } from "./api";
import { useText } from "./language";

/** What failed, in the reader's language and the server's words, with a way to try again if there is one. */
export function FailureNote({ failure, onRetry }: { failure: Failure; onRetry?: () => void }) {
  const text = useText();
  const { status, title, detail, requestId } = failure;
  const known = { 0: text.failures.network, [-1]: text.failures.unknown }[status];
  const limited = {
    429: title === "Quota exceeded" ? text.failures.quota : text.failures.throttled,
    503: text.failures.capacity,
  }[status];
  return (
    <div class="note failure" role="alert">
      <p>{limited ?? known ?? title}</p>
      {detail && <p class="detail">{detail}</p>}
      {requestId && <p class="detail">{text.failures.requestId(requestId)}</p>}
      {onRetry && (
        <button type="button" class="quiet" onClick={onRetry}>
          {text.again}
        </button>
      )}
    </div>
  );
}

/** What stands in the place of things that are on their way; it takes the room that they will. */
export function Skeleton({ shape, count = 1 }: { shape: "card" | "block" | "line"; count?: number }) {
  const text = useText();
  return (
    <>
      <p class="visually-hidden" role="status">
        {text.loading}
      </p>
      {Array.from({ length: count }, (_, index) => (
        <div key={index} class={`skeleton ${shape}`} aria-hidden="true" />
      ))}
    </>
  );
}

/** Nothing is there, which is no fault. */
export function Empty({ title, hint }: { title: string; hint?: string }) {
  return (
    <div class="note empty">
      <p>{title}</p>
      {hint && <p class="detail">{hint}</p>}
    </div>
  );
}

/** How far something is; without a value it goes on for as long as it takes. */
export function Progress({ label, percent }: { label: string; percent?: number }) {
  return (
    <div class="progress">
      <p role="status">{label}</p>
      <progress aria-label={label} max={100} value={percent} />
    </div>
  );
}

/** A line of a form: a label, a control, and what is said of it. */
export function Field(props: {
  id: string;
  label: string;
  hint?: string;
  /** What is wrong with it. */
  message?: string;
  children: ComponentChildren;
}) {
  const { id, label, hint, message, children } = props;
  return (
    <div class={message ? "field wrong" : "field"}>
      <label for={id}>
        {label}
        {hint && <span class="hint"> {hint}</span>}
      </label>
      {children}
      {message && (
        <p class="message" id={`${id}-message`}>
          {message}
        </p>
      )}
    </div>
  );
}

/** What ties a control to what {@link Field} says of it. */
export const described = (id: string, message: string | undefined) => ({
  id,
  name: id,
  "aria-invalid": message !== undefined,
  "aria-describedby": message === undefined ? undefined : `${id}-message`,
});
