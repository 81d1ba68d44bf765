import { useState } from "preact/hooks";
import { Check, Select, TextField } from "../shell/controls";
import { comparisons, type Question, type TableDescription } from "./table";

/** Asks for a partition of a table or an index, and a part of it; for all there is, where no partition is named. */
export function QuestionForm(props: { table: TableDescription; onQuestion: (question: Question) => void }) {
  const { table, onQuestion } = props;
  const [index, setIndex] = useState("");
  const [partition, setPartition] = useState("");
  const [comparison, setComparison] = useState<Question["comparison"]>("=");
  const [sort, setSort] = useState("");
  const [isBackward, setBackward] = useState(false);
  const keys = table.keys.find((one) => (one.index ?? "") === index) ?? table.keys[0];
  const typeOf = (name: string): string => ({ N: "number", B: "binary, base64" })[table.types[name] ?? "S"] ?? "string";
  const submit = (event: Event): void => {
    event.preventDefault();
    onQuestion({ keys, partition, comparison, sort, isBackward });
  };
  return (
    <form class="filters" onSubmit={submit} aria-label="Query">
      {table.keys.length > 1 && (
        <Select
          label="Index"
          value={index}
          options={table.keys.map((one) => ({ value: one.index ?? "", label: one.index ?? "the table's key" }))}
          onValue={setIndex}
        />
      )}
      <TextField
        label={keys.partition}
        hint={`${typeOf(keys.partition)}; empty for all`}
        value={partition}
        onValue={setPartition}
      />
      {keys.sort !== undefined && partition !== "" && (
        <>
          <Select
            label="Comparison"
            value={comparison}
            options={comparisons.map((value) => ({ value, label: value }))}
            onValue={setComparison}
          />
          <TextField label={keys.sort} hint={typeOf(keys.sort)} value={sort} onValue={setSort} />
          <Check label="the last first" value={isBackward} onValue={setBackward} />
        </>
      )}
      <button type="submit" class="quiet">
        {partition === "" ? "Scan" : "Query"}
      </button>
    </form>
  );
}
