import type { ListedResource } from "../../src/services/page-answers";
import { useAsked } from "../shell/asking";
import { Choices } from "../shell/choices";
import { Heading } from "../shell/controls";
import { Shown } from "../shell/feedback";
import { Items } from "./items";
import { describe } from "./table";

/** The tables, and what is in the one that is chosen. */
export function Tables({ tables, chosen }: { tables: ListedResource[]; chosen: string }) {
  const name = tables.some(({ id }) => id === chosen) ? chosen : tables[0]?.id;
  return (
    <>
      <Heading title="Tables" />
      <div class="split">
        <Choices
          label="Tables"
          place="tables"
          choices={tables.map((one) => ({ value: one.id, title: one.name, detail: one.id === one.name ? "" : one.id }))}
          chosen={name}
        />
        {name !== undefined && <Described key={name} name={name} />}
      </div>
    </>
  );
}

function Described({ name }: { name: string }) {
  const [asked, again] = useAsked(() => describe(name), [name]);
  return (
    <div class="panel">
      <Shown asked={asked} onRetry={again}>
        {(table) => <Items table={table} />}
      </Shown>
    </div>
  );
}
