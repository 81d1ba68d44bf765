import { Select, TextField } from "../shell/controls";
import type { SimpleMember } from "./schema";

/** A control for a value by its schema: a choice where there are few values, else a line. */
export function ValueField(props: {
  member: SimpleMember & { description?: string };
  value: string;
  onValue: (value: string) => void;
}) {
  const { member, value, onValue } = props;
  const { name, type, values, isRequired, hint, description } = member;
  const choices = type === "boolean" ? ["true", "false"] : values;
  const said = [hint, description].filter(Boolean).join(" · ");
  if (choices.length === 0)
    return <TextField label={name} hint={said} value={value} onValue={onValue} required={isRequired} />;
  const options = choices.map((one) => ({ value: one, label: one }));
  // A value that the schema does not know, such as one that was typed as JSON, stays to be seen.
  const unknown = value === "" || choices.includes(value) ? [] : [{ value, label: value }];
  return (
    <Select
      label={name}
      hint={said}
      value={value}
      options={[...(isRequired && value !== "" ? [] : [{ value: "", label: "—" }]), ...options, ...unknown]}
      onValue={onValue}
    />
  );
}
