import { useState } from "preact/hooks";
import { isRecord } from "../../src/is-record";
import { useAction } from "../shell/asking";
import { TextArea } from "../shell/controls";
import { Dialog, FailureNote } from "../shell/feedback";
import { Failure, parsed } from "../shell/host";
import { keyOf, remove, type TableDescription, write } from "./table";
import { type Item, plainOf, typedItem } from "./values";

/** An item to be looked at, changed or deleted; or a new one. Closes with whether something has changed. */
export function ItemDialog(props: {
  table: TableDescription;
  /** Undefined for a new one. */
  item: Item | undefined;
  onClose: (isChanged: boolean) => void;
}) {
  const { table, item, onClose } = props;
  const shown = item ? plainOf(item) : plainOf(emptyItem(table));
  const isPlain = shown !== undefined;
  const [text, setText] = useState(() => JSON.stringify(shown ?? item, undefined, 2));
  const [isSure, setSure] = useState(false);
  const { isBusy, failure, run } = useAction();
  const save = (event: Event): void => {
    event.preventDefault();
    run(async () => {
      const written = itemIn(text, isPlain);
      if (item && JSON.stringify(keyOf(table, written)) !== JSON.stringify(keyOf(table, item)))
        throw new Failure(
          400,
          "The key names the item",
          "Another key is another item: make a new one, and delete this.",
        );
      await write(table, written, item === undefined);
      onClose(true);
    });
  };
  const erase = (): void => {
    if (!item || !isSure) return setSure(true);
    run(async () => {
      await remove(table, item);
      onClose(true);
    });
  };
  return (
    <Dialog title={item ? "Item" : "New item"} onClose={() => onClose(false)}>
      <form onSubmit={save}>
        <TextArea
          label="Attributes"
          hint={
            isPlain ? "JSON" : "JSON with DynamoDB's types: plain JSON has no sets, no binary values and fewer digits"
          }
          value={text}
          onValue={setText}
          rows={14}
        />
        {failure && <FailureNote failure={failure} />}
        <div class="row">
          <button type="submit" disabled={isBusy}>
            Save
          </button>
          {item && (
            <button type="button" class={isSure ? "danger" : "quiet"} disabled={isBusy} onClick={erase}>
              {isSure ? "Really delete" : "Delete"}
            </button>
          )}
        </div>
      </form>
    </Dialog>
  );
}

/** A new item begins with its key. */
const emptyItem = ({ keys: [{ partition, sort }], types }: TableDescription): Item =>
  Object.fromEntries(
    [partition, ...(sort === undefined ? [] : [sort])].map((name) => [
      name,
      types[name] === "N" ? { N: "1" } : { S: "" },
    ]),
  );

function itemIn(text: string, isPlain: boolean): Item {
  const value = parsed(text);
  if (!isRecord(value)) throw new Failure(400, "This is no JSON object");
  return isPlain ? typedItem(value) : value;
}
