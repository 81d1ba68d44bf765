import { createContext } from "preact";
import { useCallback, useContext, useEffect, useRef, useState } from "preact/hooks";
import { type Failure, failureOf } from "./host";

/** How often the host has loaded the program anew since the page is open: what is shown is asked for again. */
export const GenerationContext = createContext(0);

/** Something that is asked for. While it is asked for again, what was there before stays. */
export type Asked<Data> =
  | { state: "loading"; data?: Data }
  | { state: "ready"; data: Data }
  | { state: "failed"; failure: Failure; data?: Data };

/**
 * Asks for something when a view is opened, whenever what it depends on changes, and when it is told to.
 *
 * @returns what came of it, and how to ask again
 */
export function useAsked<Data>(
  ask: () => Promise<Data>,
  dependencies: readonly unknown[],
): [asked: Asked<Data>, again: () => void] {
  const generation = useContext(GenerationContext);
  const [{ asked, by }, setKept] = useState<{ asked: Asked<Data>; by?: () => void }>({ asked: { state: "loading" } });
  // An answer that comes late is none to what is asked now.
  const latest = useRef(0);
  const again = useCallback(() => {
    const question = ++latest.current;
    const isCurrent = (): boolean => question === latest.current;
    const setAsked = (next: (data: Data | undefined) => Asked<Data>): void =>
      setKept(({ asked }) => ({ asked: next(asked.data), by: again }));
    setAsked((data) => ({ state: "loading", data }));
    ask().then(
      (data) => isCurrent() && setAsked(() => ({ state: "ready", data })),
      (error: unknown) => isCurrent() && setAsked((data) => ({ state: "failed", failure: failureOf(error), data })),
    );
    // What it asks for follows from the dependencies.
  }, [generation, ...dependencies]);
  useEffect(() => {
    again();
    return () => void latest.current++;
  }, [again]);
  // Between a change of what it depends on and the question, what is there belongs to another one.
  return [by === again ? asked : { state: "loading", data: asked.data }, again];
}

/** What is asked for by pages: those that are there as one, and how to ask for the next. */
export interface Pages<Page> {
  asked: Asked<Page>;
  again: () => void;
  /** Undefined while the first page is asked for. */
  showMore: (() => void) | undefined;
  failure: Failure | undefined;
}

/**
 * Asks for the first page as {@link useAsked} does, and for the next ones when it is told to. A page that comes after
 * something else was asked is none of its pages.
 *
 * @param ask asks for the page that follows another one; for the first without one
 * @param join two pages as one, which the same page follows as the second
 */
export function usePages<Page>(
  ask: (before?: Page) => Promise<Page>,
  join: (first: Page, second: Page) => Page,
  dependencies: readonly unknown[],
): Pages<Page> {
  const [asked, again] = useAsked(() => ask(), dependencies);
  const [more, setMore] = useState<{ first: Page; all: Page }>();
  const { isBusy, failure, run } = useAction();
  const { state, data: first } = asked;
  if (first === undefined) return { asked, again, showMore: undefined, failure };
  const all = more?.first === first ? more.all : first;
  const showMore = (): void => run(async () => setMore({ first, all: join(all, await ask(all)) }));
  return {
    asked: { ...asked, data: all },
    again,
    showMore: state === "ready" && !isBusy ? showMore : undefined,
    failure,
  };
}

/** An action that a person began: whether it goes on, and what it failed of. Begun again while it goes on, it is not. */
export function useAction(): {
  isBusy: boolean;
  failure: Failure | undefined;
  run: (act: () => Promise<void>) => void;
} {
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  // A click comes sooner than the page is drawn anew.
  const isRunning = useRef(false);
  const attempt = async (act: () => Promise<void>): Promise<void> => {
    if (isRunning.current) return;
    isRunning.current = true;
    setBusy(true);
    setFailure(undefined);
    try {
      await act();
    } catch (error) {
      setFailure(failureOf(error));
    } finally {
      isRunning.current = false;
      setBusy(false);
    }
  };
  return { isBusy, failure, run: (act) => void attempt(act) };
}
