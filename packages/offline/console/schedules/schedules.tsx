import { useState } from "preact/hooks";
import type { ListedSchedule } from "../../src/services/page-answers";
import { useAction, useAsked } from "../shell/asking";
import { Heading, Table } from "../shell/controls";
import { Empty, FailureNote, Shown } from "../shell/feedback";
import { momentOf } from "../shell/format";
import { act, ask } from "../shell/host";
import { href } from "../shell/route";

/** The schedules; each can be fired by hand. */
export function Schedules() {
  const [asked, again] = useAsked(() => ask("schedules"), []);
  return (
    <>
      <Heading title="Schedules" />
      <Shown asked={asked} onRetry={again}>
        {(schedules) =>
          schedules.length === 0 ? (
            <Empty title="No schedule is served" />
          ) : (
            <Table label="Schedules" head={["Name", "Fires", "Next", "Functions", ""]}>
              {schedules.map((schedule) => (
                <Row key={schedule.name} schedule={schedule} />
              ))}
            </Table>
          )
        }
      </Shown>
    </>
  );
}

function Row({ schedule }: { schedule: ListedSchedule }) {
  const { name, logicalName, scheduleExpression, state, next, targets } = schedule;
  const [fired, setFired] = useState(false);
  const { isBusy, failure, run } = useAction();
  const fire = (): void => {
    setFired(false);
    run(async () => {
      await act(`schedules/${encodeURIComponent(name)}/fire?wait=true`);
      setFired(true);
    });
  };
  return (
    <tr>
      <th scope="row">
        {logicalName} {name !== logicalName && <small>{name}</small>}
      </th>
      <td class="mono">{scheduleExpression}</td>
      <td class="number">{next === null ? <span class="badge">{state.toLowerCase()}</span> : momentOf(next)}</td>
      <td>
        {targets.map(({ arn, name: target, permitted }) => (
          <p key={arn}>
            {arn.includes(":function:") ? <a href={href("logs", target, "")}>{target}</a> : target}{" "}
            {!permitted && <span class="badge bad">not permitted</span>}
          </p>
        ))}
      </td>
      <td class="actions">
        <button type="button" class="quiet small" aria-label={`Fire ${logicalName}`} disabled={isBusy} onClick={fire}>
          {isBusy ? "Firing…" : "Fire"}
        </button>
        {fired && <p role="status">fired</p>}
        {failure && <FailureNote failure={failure} />}
      </td>
    </tr>
  );
}
