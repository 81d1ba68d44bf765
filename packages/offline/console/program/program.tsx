import { useState } from "preact/hooks";
import type { ProgramSummary } from "../../src/services/page-answers";
import { useAsked } from "../shell/asking";
import { Heading, Table } from "../shell/controls";
import { Copy, Shown } from "../shell/feedback";
import { ask } from "../shell/host";

/** The stack's outputs and its configuration. */
export function Program({ program }: { program: ProgramSummary }) {
  const [showsSecrets, setShowsSecrets] = useState(false);
  const [asked, again] = useAsked(() => ask(showsSecrets ? "outputs" : "outputs?secrets=hidden"), [showsSecrets]);
  const { project, stack, region, account, config, secretOutputs } = program;
  const settings = Object.entries(config).sort(([a], [b]) => (a < b ? -1 : 1));
  return (
    <>
      <Heading title="Program">
        {secretOutputs.length > 0 && (
          <button
            type="button"
            class="quiet"
            aria-pressed={showsSecrets}
            onClick={() => setShowsSecrets(!showsSecrets)}
          >
            {showsSecrets ? "Hide secrets" : "Show secrets"}
          </button>
        )}
      </Heading>
      <dl class="facts">
        <dt>Project</dt>
        <dd>{project}</dd>
        <dt>Stack</dt>
        <dd>{stack}</dd>
        <dt>Region</dt>
        <dd>{region}</dd>
        <dt>Account</dt>
        <dd>{account}</dd>
      </dl>
      <section class="group">
        <h2>Outputs</h2>
        <Shown asked={asked} onRetry={again}>
          {(outputs) => (
            <Values
              label="Outputs"
              values={Object.entries(outputs).map(([name, value]) => [name, textOf(value)])}
              hidden={showsSecrets ? [] : secretOutputs}
            />
          )}
        </Shown>
      </section>
      <section class="group">
        <h2>Configuration</h2>
        <Values
          label="Configuration"
          values={settings.map(([key, value]) => [key, value ?? "[secret]"])}
          hidden={settings.flatMap(([key, value]) => (value === null ? key : []))}
        />
      </section>
    </>
  );
}

function Values(props: { label: string; values: [name: string, text: string][]; hidden: readonly string[] }) {
  const { label, values, hidden } = props;
  if (values.length === 0) return <p class="hint">There is none.</p>;
  return (
    <Table label={label} head={["Name", "Value", ""]}>
      {values.map(([name, text]) => (
        <tr key={name}>
          <th scope="row">{name}</th>
          <td class="mono wrap">{text}</td>
          <td class="actions">{!hidden.includes(name) && <Copy text={text} name={name} />}</td>
        </tr>
      ))}
    </Table>
  );
}

/** Text as it is; everything else as JSON. */
const textOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
