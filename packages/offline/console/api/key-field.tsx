import { useId } from "preact/hooks";

/** The API key, which is a secret: shown when it is asked for. */
export function KeyField(props: {
  value: string;
  onValue: (value: string) => void;
  isShown: boolean;
  onShown: (isShown: boolean) => void;
}) {
  const { value, onValue, isShown, onShown } = props;
  const id = useId();
  const control = {
    ...{ id, value, autocomplete: "off", spellcheck: false },
    onInput: ({ currentTarget }: { currentTarget: HTMLInputElement }) => onValue(currentTarget.value),
  };
  return (
    <div class="field">
      <label for={id}>
        API key <span class="hint">header, x-api-key</span>
      </label>
      <div class="joined">
        {isShown ? <input type="text" {...control} /> : <input type="password" {...control} />}
        <button type="button" class="quiet" aria-pressed={isShown} onClick={() => onShown(!isShown)}>
          {isShown ? "Hide" : "Show"}
        </button>
      </div>
    </div>
  );
}
