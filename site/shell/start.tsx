import { type ComponentType, render } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import "../style/base.css";
import "../style/controls.css";
import "../style/shell.css";
import { isSiteConfig, type SiteConfig } from "../config";
import type { Text } from "../text/en";
import { ApiContext, clientOf, Failure } from "./api";
import { FailureNote } from "./feedback";
import { Frame } from "./frame";
import { givenKey, keepKey, KeyDialog, KeyPage } from "./key";
import { type Language, LanguageContext, preferredLanguage, rememberLanguage, useText } from "./language";
import { ConfigContext } from "./configuration";

/** A page of the site. */
export interface Page {
  /** Its place in the navigation; undefined for one that is in none. */
  name?: keyof Text["nav"];
  titleOf: (text: Text) => string;
  Content: ComponentType;
  /** Whether it asks the API, which may want a key. */
  asksApi: boolean;
}

/** Shows a page: its script's one call. */
export function start(page: Page): void {
  void readConfig().then((config) => render(<Site page={page} config={config} />, document.body));
}

/** Undefined where the program has written none, or something else answers in its place. */
async function readConfig(): Promise<SiteConfig | undefined> {
  try {
    const response = await fetch("/config.json");
    if (!response.ok) return undefined;
    const value: unknown = await response.json();
    return isSiteConfig(value) ? value : undefined;
  } catch (error) {
    reportError(error);
    return undefined;
  }
}

function Site({ page, config }: { page: Page; config: SiteConfig | undefined }) {
  const [language, setLanguage] = useState<Language>(preferredLanguage);
  const choose = (chosen: Language): void => {
    rememberLanguage(chosen);
    setLanguage(chosen);
  };
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return (
    <LanguageContext.Provider value={language}>
      {config ? <Configured page={page} config={config} onLanguage={choose} /> : <Unconfigured />}
    </LanguageContext.Provider>
  );
}

function Unconfigured() {
  const text = useText();
  return (
    <main class="page">
      <FailureNote failure={new Failure(404, text.failures.configuration)} onRetry={() => location.reload()} />
    </main>
  );
}

function Configured(props: { page: Page; config: SiteConfig; onLanguage: (language: Language) => void }) {
  const { page, config, onLanguage } = props;
  const { name, titleOf, Content, asksApi } = page;
  const text = useText();
  const [key, setKey] = useState(givenKey);
  const [wasRefused, setRefused] = useState(false);
  const keyNow = useRef(key);
  const give = (given: string | undefined, refused = false): void => {
    keepKey(given);
    keyNow.current = given;
    setRefused(refused);
    setKey(given);
  };
  const client = useMemo(() => {
    const refuse = (): void => give(undefined, true);
    return clientOf(config.apiUrl, () => keyNow.current, refuse);
  }, [config]);
  // Another one with each key: what is shown is asked for anew.
  const api = useMemo(() => ({ client, urlOf: (path: string) => `${config.apiUrl}/${path}` }), [client, key]);
  const title = titleOf(text);
  useEffect(() => {
    document.title = `${title} · Atelier`;
  }, [title]);
  const needsKey = asksApi && config.apiKeyRequired && key === undefined;
  const forget = config.apiKeyRequired && key !== undefined ? () => give(undefined) : undefined;
  return (
    <ConfigContext.Provider value={config}>
      <ApiContext.Provider value={api}>
        <Frame current={name} config={config} onLanguage={onLanguage} onForgetKey={forget}>
          {needsKey && !wasRefused ? <KeyPage config={config} onKey={give} /> : <Content />}
          {needsKey && wasRefused && <KeyDialog config={config} onKey={give} onClose={() => setRefused(false)} />}
        </Frame>
      </ApiContext.Provider>
    </ConfigContext.Provider>
  );
}
