import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { Failure } from "./api";

/** Something that is being asked for. */
export type Request<Data> =
  | { state: "loading"; data?: Data }
  | { state: "ready"; data: Data }
  | { state: "failed"; failure: Failure; data?: Data };

/** What failed, as a {@link Failure}; anything that nobody expected is told to the browser's console as well. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  reportError(error);
  return new Failure(-1, "");
}

/**
 * Asks for something when a component appears, and again whenever `dependencies` change. What came before stays until the
 * new answer is there; a late answer of an earlier question is dropped.
 *
 * @returns the request, and a function that asks once more
 */
export function useRequest<Data>(
  ask: () => Promise<Data>,
  dependencies: readonly unknown[],
): [Request<Data>, () => void] {
  const [request, setRequest] = useState<Request<Data>>({ state: "loading" });
  const latest = useRef(0);
  const send = useCallback(() => {
    const question = ++latest.current;
    const isCurrent = (): boolean => question === latest.current;
    setRequest(({ data }) => ({ state: "loading", data }));
    ask().then(
      (data) => isCurrent() && setRequest({ state: "ready", data }),
      (error: unknown) =>
        isCurrent() && setRequest(({ data }) => ({ state: "failed", failure: failureOf(error), data })),
    );
    // What it asks for follows from the dependencies.
  }, [...dependencies]);
  useEffect(() => {
    send();
    return () => void latest.current++;
  }, [send]);
  return [request, send];
}

/** An action that a person began: whether it goes on, and what it failed of. Begun again while it goes on, it is not. */
export function useAction(): {
  isBusy: boolean;
  failure: Failure | undefined;
  run: (act: () => Promise<void>) => Promise<void>;
  clear: () => void;
} {
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  // A click comes sooner than the page is drawn anew.
  const isRunning = useRef(false);
  const run = async (act: () => Promise<void>): Promise<void> => {
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
  return { isBusy, failure, run, clear: () => setFailure(undefined) };
}

/**
 * What names a creation, so that one that is sent again makes nothing anew: of one body there is one name, however often its
 * answer is lost.
 */
export function useIdempotencyKey(): (body: object) => string {
  const named = useRef({ body: "", key: "" });
  return (body) => {
    const text = JSON.stringify(body);
    if (named.current.body !== text) named.current = { body: text, key: crypto.randomUUID() };
    return named.current.key;
  };
}

/** Lets time pass. */
export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
