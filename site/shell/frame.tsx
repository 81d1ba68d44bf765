import type { ComponentChildren } from "preact";
import { useContext } from "preact/hooks";
import type { SiteConfig } from "../config";
import type { Text } from "../text/en";
import { type Language, LanguageContext, languages, useText } from "./language";

const places = [
  { name: "events", path: "/" },
  { name: "city", path: "/city/" },
  { name: "infrastructure", path: "/infrastructure/" },
] as const;

/** What all pages have around their content. */
export function Frame(props: {
  current: keyof Text["nav"] | undefined;
  config: SiteConfig;
  onLanguage: (language: Language) => void;
  /** How a person gives up being let in; undefined for who is not. */
  leave: { label: string; act: () => void } | undefined;
  children: ComponentChildren;
}) {
  const { current, config, onLanguage, leave, children } = props;
  const text = useText();
  return (
    <>
      <a class="skip" href="#content">
        {text.skip}
      </a>
      <header class="top">
        <div class="bar">
          <a class="brand" href="/">
            <img src={iconAddress()} alt="" width="32" height="32" />
            <span>Atelier</span>
          </a>
          <nav aria-label={text.nav.label}>
            {places.map(({ name, path }) => (
              <a key={name} href={path} aria-current={name === current ? "page" : undefined}>
                {text.nav[name]}
              </a>
            ))}
          </nav>
          <LanguageChoice onLanguage={onLanguage} />
        </div>
      </header>
      <main id="content" class="page" tabIndex={-1}>
        {children}
      </main>
      <footer class="bottom">
        <p>
          <span class="dot" aria-hidden="true" />
          {homeLine(text, config.environment)} {text.version(config.version)}
        </p>
        {leave && (
          <button type="button" class="quiet" onClick={leave.act}>
            {leave.label}
          </button>
        )}
      </footer>
    </>
  );
}

/** The icon has a name that changes with its content; the page's head has it. */
const iconAddress = (): string | undefined =>
  document.querySelector("link[rel=icon]")?.getAttribute("href") ?? undefined;

function homeLine({ home }: Text, environment: string): string {
  if (environment === "offline" || environment === "LocalStack" || environment === "AWS") return home[environment];
  return home.other(environment);
}

function LanguageChoice({ onLanguage }: { onLanguage: (language: Language) => void }) {
  const text = useText();
  const current = useContext(LanguageContext);
  return (
    <div class="languages" role="group" aria-label={text.language}>
      {languages.map(({ language, name }) => (
        <button
          key={language}
          type="button"
          lang={language}
          title={name}
          aria-label={`${language.toUpperCase()}: ${name}`}
          aria-pressed={language === current}
          onClick={() => onLanguage(language)}
        >
          {language.toUpperCase()}
        </button>
      ))}
    </div>
  );
}
