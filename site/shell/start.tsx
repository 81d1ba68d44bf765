import { type ComponentType, render } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import "../style/base.css";
import "../style/controls.css";
import "../style/shell.css";
import { isSiteConfig, type SiteConfig } from "../config";
import type { Text } from "../text/en";
import { ApiContext, Failure } from "./api";
import { FailureNote } from "./feedback";
import { Frame } from "./frame";
import { KeyGate, type Passage, SignInGate } from "./gate";
import { type Language, LanguageContext, preferredLanguage, rememberLanguage, useText } from "./language";
import { ConfigContext } from "./configuration";
import { PersonContext } from "./person";

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
  const title = titleOf(useText());
  useEffect(() => {
    document.title = `${title} · Atelier`;
  }, [title]);
  const Gate = config.signIn ? SignInGate : KeyGate;
  return (
    <ConfigContext.Provider value={config}>
      <Gate config={config} asksApi={asksApi}>
        {(passage) => (
          <Frame current={name} config={config} onLanguage={onLanguage} leave={passage.leave}>
            <Inside passage={passage} apiUrl={config.apiUrl} Content={Content} />
          </Frame>
        )}
      </Gate>
    </ConfigContext.Provider>
  );
}

/** A page for who is let in, or what stands in its place. */
function Inside({ passage, apiUrl, Content }: { passage: Passage; apiUrl: string; Content: ComponentType }) {
  const { client, pass, person, barrier, dialog } = passage;
  // Another one for whoever is let in: what is shown is asked for anew.
  const api = useMemo(() => ({ client, urlOf: (path: string) => `${apiUrl}/${path}` }), [client, pass]);
  return (
    <PersonContext.Provider value={person}>
      <ApiContext.Provider value={api}>
        {barrier ?? <Content />}
        {dialog}
      </ApiContext.Provider>
    </PersonContext.Provider>
  );
}
