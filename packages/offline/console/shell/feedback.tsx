import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { Asked } from "./asking";
import type { Failure } from "./host";

/** What failed, with a way to try again if there is one. */
export function FailureNote({ failure, onRetry }: { failure: Failure; onRetry?: () => void }) {
  const { title, detail } = failure;
  return (
    <div class="note failure" role="alert">
      <strong>{title}</strong>
      {detail && <p>{detail}</p>}
      {onRetry && (
        <button type="button" class="quiet" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}

/** Nothing is there, which is no fault. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="note empty">
      <strong>{title}</strong>
      {children && <p>{children}</p>}
    </div>
  );
}

/** What was asked for, when it is there; until then, and if it failed, that. */
export function Shown<Data>(props: {
  asked: Asked<Data>;
  onRetry: () => void;
  children: (data: Data) => ComponentChildren;
}) {
  const { asked, onRetry, children } = props;
  return (
    <>
      {asked.state === "failed" && <FailureNote failure={asked.failure} onRetry={onRetry} />}
      {asked.data !== undefined && children(asked.data)}
      {asked.state === "loading" && asked.data === undefined && (
        <p class="loading" role="status">
          Loading…
        </p>
      )}
    </>
  );
}

/** Copies a text, which is called something where there are several of them. */
export function Copy({ text, name }: { text: string; name?: string }) {
  const [isDone, setDone] = useState(false);
  useEffect(() => {
    if (!isDone) return undefined;
    const timer = setTimeout(() => setDone(false), 1500);
    return () => clearTimeout(timer);
  }, [isDone]);
  const copy = (): void => void navigator.clipboard.writeText(text).then(() => setDone(true), reportError);
  return (
    <button type="button" class="quiet small" onClick={copy}>
      {isDone ? "Copied" : "Copy"}
      {name !== undefined && <span class="visually-hidden"> {name}</span>}
    </button>
  );
}

/** A text as it is, which may be long; where it holds a secret, what is shown in its place. */
export function Code({ text, label, shown = text }: { text: string; label: string; shown?: string }) {
  return (
    <div class="code">
      <pre tabIndex={0} role="region" aria-label={label}>
        {shown}
      </pre>
      <Copy text={text} />
    </div>
  );
}

/** A window over the page. The browser keeps the focus in it, closes it by Escape and gives the focus back. */
export function Dialog(props: { title: string; onClose: () => void; children: ComponentChildren }) {
  const { title, onClose, children } = props;
  const titleId = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} aria-labelledby={titleId} onClose={onClose}>
      <header>
        <h2 id={titleId}>{title}</h2>
        <button type="button" class="icon" aria-label="Close" onClick={() => dialog.current?.close()}>
          ×
        </button>
      </header>
      {children}
    </dialog>
  );
}
