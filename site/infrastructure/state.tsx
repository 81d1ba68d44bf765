import { useText } from "../shell/language";

const isKnown = <Key extends string>(names: Record<Key, string>, state: string): state is Key =>
  Object.hasOwn(names, state);

/** A state in the reader's words, or in the engine's own where it is one that nobody foresaw. */
export function State({ state }: { state: string }) {
  const { states } = useText().infrastructure;
  return (
    <span class={state === "running" ? "badge good" : "badge"} data-state={state}>
      {isKnown(states, state) ? states[state] : state}
    </span>
  );
}
