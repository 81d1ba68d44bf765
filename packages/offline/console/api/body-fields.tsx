import { useState } from "preact/hooks";
import type { Properties } from "../../src/graph/graph";
import { isRecord } from "../../src/is-record";
import { TextArea } from "../shell/controls";
import { parsed } from "../shell/host";
import { simpleMembersOf, type SimpleMember } from "./schema";
import { ValueField } from "./value-field";

/** A request's body: fields for an object of simple values, else its text; the text is what counts. */
export function BodyFields(props: {
  document: Properties;
  contentType: string;
  schema: Properties;
  text: string;
  onText: (text: string) => void;
}) {
  const { document, contentType, schema, text, onText } = props;
  const members = contentType.includes("json") ? simpleMembersOf(document, schema) : undefined;
  const [asText, setAsText] = useState(false);
  const value = parsed(text);
  if (!members || asText || !isRecord(value))
    return (
      <>
        <TextArea label="Body" hint={contentType} value={text} onValue={onText} rows={10} />
        {members && (
          <div class="row">
            <button type="button" class="quiet small" disabled={!isRecord(value)} onClick={() => setAsText(false)}>
              As fields
            </button>
            {!isRecord(value) && <span class="hint">This is no JSON object yet.</span>}
          </div>
        )}
      </>
    );
  const change = (member: SimpleMember, typed: string): void =>
    onText(JSON.stringify({ ...value, [member.name]: valueOf(member, typed) }, undefined, 2));
  return (
    <fieldset>
      <legend class="row">
        Body
        <button type="button" class="quiet small" onClick={() => setAsText(true)}>
          As JSON
        </button>
      </legend>
      <div class="fields">
        {members.map((member) => (
          <ValueField
            key={member.name}
            // The API checks what is required: whoever leaves it out wants to see that.
            member={{ ...member, isRequired: false }}
            value={textOf(value[member.name])}
            onValue={(typed) => change(member, typed)}
          />
        ))}
      </div>
    </fieldset>
  );
}

const textOf = (value: unknown): string =>
  value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value);

/** What is typed as the schema has it, where it can be that; what is empty is left out. */
function valueOf({ type }: SimpleMember, typed: string): unknown {
  if (typed === "") return undefined;
  if (type === "string") return typed;
  const value = parsed(typed);
  return typeof value === (type === "boolean" ? "boolean" : "number") ? value : typed;
}
