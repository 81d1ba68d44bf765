import { useState } from "preact/hooks";
import type { SiteConfig } from "../config";
import { Dialog } from "./dialog";
import { described, Field } from "./feedback";
import { useText } from "./language";
import { keep, kept } from "./storage";

const storageKey = "apiKey";

/** The key that was given in this tab, which forgets it when it is closed. */
export const givenKey = (): string | undefined => kept("session", storageKey);

/** Keeps a key for as long as the tab is open; undefined forgets it. */
export const keepKey = (key: string | undefined): void => keep("session", storageKey, key);

/** A key goes into a header: what is pasted with it does not. */
const isKey = (text: string): boolean => /^[\x21-\x7e]+$/.test(text);

/** What prints the key to those who run the stack. */
const keyCommand = ({ environment }: Pick<SiteConfig, "environment">): string =>
  environment === "offline" ? "npm run --silent output -- apiKey" : "pulumi stack output apiKey --show-secrets";

interface KeyProps {
  config: Pick<SiteConfig, "environment">;
  onKey: (key: string) => void;
}

/** Asks for the key in the place of what needs it. */
export function KeyPage(props: KeyProps) {
  const text = useText();
  return (
    <section class="panel key" aria-labelledby="key-title">
      <h1 id="key-title">{text.key.title}</h1>
      <KeyForm {...props} />
    </section>
  );
}

/** Asks for another key than the one that the API has refused, over whatever is being written: it stays. */
export function KeyDialog({ onClose, ...props }: KeyProps & { onClose: () => void }) {
  const text = useText();
  return (
    <Dialog title={text.key.title} onClose={onClose}>
      <KeyForm {...props} refusal={text.key.wrong} />
    </Dialog>
  );
}

function KeyForm({ config, onKey, refusal }: KeyProps & { refusal?: string }) {
  const text = useText();
  const [fault, setFault] = useState(refusal);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const key = String(new FormData(event.currentTarget).get("api-key") ?? "").trim();
    if (isKey(key)) onKey(key);
    else setFault(key === "" ? text.key.empty : text.key.wrong);
  };
  return (
    <>
      <p>{text.key.why}</p>
      <form onSubmit={submit} noValidate>
        <Field id="api-key" label={text.key.label} message={fault}>
          <input type="password" autocomplete="off" spellcheck={false} {...described("api-key", fault)} />
        </Field>
        <button>{text.key.enter}</button>
      </form>
      <p class="detail">
        {text.key.how} <code>{keyCommand(config)}</code>
      </p>
    </>
  );
}
