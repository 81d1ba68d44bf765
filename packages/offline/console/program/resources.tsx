import { useState } from "preact/hooks";
import type { ListedResource } from "../../src/services/page-answers";
import { Heading, Table, TextField } from "../shell/controls";
import { Empty } from "../shell/feedback";

/** What the program declares: what the host brings to life, and what it records only. */
export function Resources({ resources }: { resources: ListedResource[] }) {
  const [words, setWords] = useState("");
  const sought = words.toLowerCase();
  const shown = resources.filter(({ type, name, id }) => `${type} ${name} ${id}`.toLowerCase().includes(sought));
  return (
    <>
      <Heading title="Resources" />
      <div class="filters">
        <TextField label="Filter" value={words} onValue={setWords} placeholder="type, name, id" />
      </div>
      {shown.length === 0 && <Empty title="Nothing matches" />}
      <Group title="Served" resources={shown.filter(({ served }) => served)} />
      <Group title="Recorded only, not served" resources={shown.filter(({ served }) => !served)} />
    </>
  );
}

function Group({ title, resources }: { title: string; resources: ListedResource[] }) {
  if (resources.length === 0) return null;
  return (
    <section class="group">
      <h2>
        {title} <span class="count">{resources.length}</span>
      </h2>
      <Table label={title} head={["Name", "Type", "Id"]}>
        {resources.map(({ type, name, id }, index) => (
          <tr key={`${type} ${name} ${index}`}>
            <th scope="row">{name}</th>
            <td>{type}</td>
            <td class="mono wrap">{id}</td>
          </tr>
        ))}
      </Table>
    </section>
  );
}
