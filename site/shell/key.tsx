import { useState } from "preact/hooks";
import type { SiteConfig } from "../config";
import { described, Field } from "./feedback";
import { useText } from "./language";

const storageKey = "apiKey";

/** The key that was given in this tab, which forgets it when it is closed. */
export const givenKey = (): string | undefined => sessionStorage.getItem(storageKey) ?? undefined;

/** Keeps a key for as long as the tab is open; undefined forgets it. */
export function keepKey(key: string | undefined): void {
  if (key === undefined) sessionStorage.removeItem(storageKey);
  else sessionStorage.setItem(storageKey, key);
}

/** A key goes into a header: what is pasted with it does not. */
const isKey = (text: string): boolean => /^[\x21-\x7e]+$/.test(text);

/** What prints the key to those who run the stack. */
const keyCommand = ({ environment }: Pick<SiteConfig, "environment">): string =>
  environment === "offline" ? "npm run --silent output -- apiKey" : "pulumi stack output apiKey --show-secrets";

/** Asks for the key. */
export function KeyForm(props: {
  config: Pick<SiteConfig, "environment">;
  /** Whether the API has refused the key that was given. */
  wasRefused: boolean;
  onKey: (key: string) => void;
}) {
  const { config, wasRefused, onKey } = props;
  const text = useText();
  const [fault, setFault] = useState(wasRefused ? text.key.wrong : undefined);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const key = String(new FormData(event.currentTarget).get("api-key") ?? "").trim();
    if (isKey(key)) onKey(key);
    else setFault(key === "" ? text.key.empty : text.key.wrong);
  };
  return (
    <section class="panel key" aria-labelledby="key-title">
      <h1 id="key-title">{text.key.title}</h1>
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
    </section>
  );
}
