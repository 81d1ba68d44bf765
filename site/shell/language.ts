import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { en, type Text } from "../text/en";
import { fr } from "../text/fr";
import { keep, kept } from "./storage";

export type Language = "en" | "fr";

const texts: Record<Language, Text> = { en, fr };

/** The languages, each by its own name. */
export const languages = [
  { language: "en", name: en.languageName },
  { language: "fr", name: fr.languageName },
] as const satisfies { language: Language; name: string }[];

const isLanguage = (value: string | undefined): value is Language => value === "en" || value === "fr";

const storageKey = "language";

/** The language that was chosen here before, or the first of the browser's that the pages speak. */
export function preferredLanguage(): Language {
  const chosen = kept("local", storageKey);
  if (isLanguage(chosen)) return chosen;
  return navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase()).find(isLanguage) ?? "en";
}

/** Remembers a choice. */
export const rememberLanguage = (language: Language): void => keep("local", storageKey, language);

/** The language of the page. */
export const LanguageContext = createContext<Language>("en");

/** What the page's language says. */
export const useText = (): Text => texts[useContext(LanguageContext)];

/** The browser's own variety of a language, such as en-GB, whose dates are not those of en-US. */
const localeOf = (language: Language): string =>
  navigator.languages.find((tag) => tag.slice(0, 2).toLowerCase() === language) ?? language;

/** Puts numbers and times as a language does. */
function formatsOf(language: string) {
  const moment = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "short" });
  const short = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
  const day = new Intl.DateTimeFormat(language, { dateStyle: "full", timeZone: "UTC" });
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
  const change = new Intl.NumberFormat(language, { maximumFractionDigits: 1, signDisplay: "exceptZero" });
  return {
    /** A day and a time, where the reader is. */
    moment: (instant: string) => moment.format(new Date(instant)),
    shortMoment: (instant: string) => short.format(new Date(instant)),
    /** A calendar day, YYYY-MM-DD. */
    day: (date: string) => day.format(new Date(`${date}T00:00:00Z`)),
    number: (value: number) => number.format(value),
    /** A change in per cent. */
    change: (percent: number) => `${change.format(percent)} %`,
  };
}

/** Making such formats takes longer than using them, and each event of a list does. */
const made = new Map<string, ReturnType<typeof formatsOf>>();

/** Puts numbers and times as the page's language does. */
export function useFormats(): ReturnType<typeof formatsOf> {
  const locale = localeOf(useContext(LanguageContext));
  const formats = made.get(locale) ?? formatsOf(locale);
  made.set(locale, formats);
  return formats;
}
