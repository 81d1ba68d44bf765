import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

/** What is above a view: what it is, and what can be done to it as a whole. */
export function Heading({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="heading">
      <h1>{title}</h1>
      {children && <div class="row">{children}</div>}
    </div>
  );
}

interface Labelled {
  label: string;
  /** What is to be known of it, such as its type. */
  hint?: string;
}

function Field({ label, hint, id, children }: Labelled & { id: string; children: ComponentChildren }) {
  return (
    <div class="field">
      <label for={id}>
        {label} {hint && <span class="hint">{hint}</span>}
      </label>
      {children}
    </div>
  );
}

/** A line of text. */
export function TextField(
  props: Labelled & {
    value: string;
    onValue: (value: string) => void;
    required?: boolean;
    placeholder?: string;
  },
) {
  const { label, hint, value, onValue, required, placeholder } = props;
  const id = useId();
  return (
    <Field label={label} hint={hint} id={id}>
      <input
        id={id}
        type="text"
        value={value}
        required={required}
        placeholder={placeholder}
        autocomplete="off"
        spellcheck={false}
        onInput={({ currentTarget }) => onValue(currentTarget.value)}
      />
    </Field>
  );
}

/** Text of several lines, such as JSON. */
export function TextArea(props: Labelled & { value: string; onValue: (value: string) => void; rows?: number }) {
  const { label, hint, value, onValue, rows = 8 } = props;
  const id = useId();
  return (
    <Field label={label} hint={hint} id={id}>
      <textarea
        id={id}
        class="mono"
        rows={rows}
        value={value}
        spellcheck={false}
        onInput={({ currentTarget }) => onValue(currentTarget.value)}
      />
    </Field>
  );
}

/** A choice of one. */
export function Select<Value extends string>(
  props: Labelled & {
    value: Value;
    options: readonly { value: Value; label: string }[];
    onValue: (value: Value) => void;
  },
) {
  const { label, hint, value, options, onValue } = props;
  const id = useId();
  const choose = (chosen: string): void => {
    const option = options.find((one) => one.value === chosen);
    if (option) onValue(option.value);
  };
  return (
    <Field label={label} hint={hint} id={id}>
      <select id={id} value={value} onChange={({ currentTarget }) => choose(currentTarget.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </Field>
  );
}

/** Yes or no. */
export function Check({ label, value, onValue }: { label: string; value: boolean; onValue: (value: boolean) => void }) {
  const id = useId();
  return (
    <span class="check">
      <input id={id} type="checkbox" checked={value} onChange={({ currentTarget }) => onValue(currentTarget.checked)} />
      <label for={id}>{label}</label>
    </span>
  );
}

/** A table that scrolls by itself where the window is narrow. */
export function Table({ label, head, children }: { label: string; head: string[]; children: ComponentChildren }) {
  return (
    <div class="scrolling" tabIndex={0} role="region" aria-label={label}>
      <table>
        <thead>
          <tr>
            {head.map((name) => (
              <th key={name} scope="col">
                {name === "" ? <span class="visually-hidden">Actions</span> : name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
