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
  const [asked, setAsked] = useState<Asked<Data>>({ state: "loading" });
  // An answer that comes late is none to what is asked now.
  const latest = useRef(0);
  const again = useCallback(() => {
    const question = ++latest.current;
    const isCurrent = (): boolean => question === latest.current;
    setAsked(({ data }) => ({ state: "loading", data }));
    ask().then(
      (data) => isCurrent() && setAsked({ state: "ready", data }),
      (error: unknown) => isCurrent() && setAsked(({ data }) => ({ state: "failed", failure: failureOf(error), data })),
    );
    // What it asks for follows from the dependencies.
  }, [generation, ...dependencies]);
  useEffect(() => {
    again();
    return () => void latest.current++;
  }, [again]);
  return [asked, again];
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
