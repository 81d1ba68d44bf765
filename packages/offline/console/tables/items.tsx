import { useState } from "preact/hooks";
import { usePages } from "../shell/asking";
import { Table } from "../shell/controls";
import { Empty, FailureNote, Shown } from "../shell/feedback";
import { ItemDialog } from "./item-dialog";
import { QuestionForm } from "./question-form";
import { type ItemPage, itemsOf, keyOf, type Question, type TableDescription } from "./table";
import { cellOf, type Item } from "./values";

/** Columns at most besides the keys: the others are in the item itself. */
const mostColumns = 6;

/** Items by pages: all, or those that are asked for; and what can be done to them. */
export function Items({ table }: { table: TableDescription }) {
  const [question, setQuestion] = useState<Question>({
    ...{ keys: table.keys[0], partition: "", comparison: "=", sort: "", isBackward: false },
  });
  const [open, setOpen] = useState<Item | "new">();
  const { asked, again, showMore, failure } = usePages<ItemPage>(
    (before) => itemsOf(table, question, before?.next),
    (first, second) => ({ items: [...first.items, ...second.items], next: second.next }),
    [table, question],
  );
  const close = (isChanged: boolean): void => {
    setOpen(undefined);
    if (isChanged) again();
  };
  return (
    <>
      <div class="heading">
        <h2>{table.name}</h2>
        <div class="row">
          <button type="button" class="quiet" onClick={again}>
            Refresh
          </button>
          <button type="button" onClick={() => setOpen("new")}>
            New item
          </button>
        </div>
      </div>
      <QuestionForm table={table} onQuestion={setQuestion} />
      <Shown asked={asked} onRetry={again}>
        {({ items, next }) => (
          <>
            {items.length === 0 ? (
              <Empty title="No items" />
            ) : (
              <ItemRows table={table} items={items} onOpen={setOpen} />
            )}
            {failure && <FailureNote failure={failure} />}
            {next && (
              <button type="button" class="quiet" disabled={!showMore} onClick={showMore}>
                Show more
              </button>
            )}
          </>
        )}
      </Shown>
      {open !== undefined && <ItemDialog table={table} item={open === "new" ? undefined : open} onClose={close} />}
    </>
  );
}

function ItemRows(props: { table: TableDescription; items: Item[]; onOpen: (item: Item) => void }) {
  const { table, items, onOpen } = props;
  const [{ partition, sort }] = table.keys;
  const keys = [partition, ...(sort === undefined ? [] : [sort])];
  const others = [...new Set(items.flatMap((item) => Object.keys(item)))].filter((name) => !keys.includes(name));
  const shown = others.slice(0, mostColumns);
  return (
    <Table label={`Items of ${table.name}`} head={[...keys, ...shown]}>
      {items.map((item) => (
        <tr key={JSON.stringify(keyOf(table, item))}>
          {keys.map((name, index) => (
            <th key={name} scope="row" class="mono cell">
              {index === 0 ? (
                <button type="button" class="link" onClick={() => onOpen(item)}>
                  {cellOf(item[name])}
                </button>
              ) : (
                cellOf(item[name])
              )}
            </th>
          ))}
          {shown.map((name) => (
            <td key={name} class="mono cell">
              {cellOf(item[name])}
            </td>
          ))}
        </tr>
      ))}
    </Table>
  );
}
