import { useEffect } from "preact/hooks";
import { objects, optionalNumber, optionalText, type Properties } from "../../src/graph/graph";
import { useAction, useAsked } from "../shell/asking";
import { aws } from "../shell/aws";
import { Heading } from "../shell/controls";
import { Empty, FailureNote, Shown } from "../shell/feedback";
import { momentOf } from "../shell/format";
import { useWatched } from "../shell/happenings";

/** An alarm in its state. */
interface Alarm {
  name: string;
  description?: string;
  state: string;
  reason: string;
  /** Seconds since the epoch. */
  since: number;
  history: { time: number; summary: string }[];
}

/** Items at most of all histories together. */
const mostItems = 100;

async function readAlarms(): Promise<Alarm[]> {
  const AlarmTypes = ["MetricAlarm", "CompositeAlarm"];
  const [described, history] = await Promise.all([
    aws("monitoring", "DescribeAlarms", { AlarmTypes, MaxRecords: 100 }),
    aws("monitoring", "DescribeAlarmHistory", { AlarmTypes, MaxRecords: mostItems, ScanBy: "TimestampDescending" }),
  ]);
  const items = objects(history, "AlarmHistoryItems");
  const all = [...objects(described, "MetricAlarms"), ...objects(described, "CompositeAlarms")];
  return all.map((alarm) => alarmOf(alarm, items));
}

function alarmOf(alarm: Properties, items: Properties[]): Alarm {
  const name = optionalText(alarm, "AlarmName") ?? "";
  return {
    name,
    description: optionalText(alarm, "AlarmDescription"),
    state: optionalText(alarm, "StateValue") ?? "",
    reason: optionalText(alarm, "StateReason") ?? "",
    since: optionalNumber(alarm, "StateUpdatedTimestamp") ?? 0,
    history: items
      .filter(({ AlarmName }) => AlarmName === name)
      .map((item) => ({
        time: optionalNumber(item, "Timestamp") ?? 0,
        summary: optionalText(item, "HistorySummary") ?? "",
      })),
  };
}

const tones: Record<string, string> = { OK: "good", ALARM: "bad" };

/** The alarms with their histories; each can be set off, for a drill. */
export function Alarms() {
  const [asked, again] = useAsked(readAlarms, []);
  const changed = useWatched(({ kept }) => kept.alarm.at(-1)?.time);
  useEffect(() => {
    if (changed !== undefined) again();
  }, [changed]);
  return (
    <>
      <Heading title="Alarms">
        <button type="button" class="quiet" onClick={again}>
          Refresh
        </button>
      </Heading>
      <Shown asked={asked} onRetry={again}>
        {(alarms) =>
          alarms.length === 0 ? (
            <Empty title="No alarm is served" />
          ) : (
            <ul class="cards">
              {alarms.map((alarm) => (
                <AlarmCard key={alarm.name} alarm={alarm} onChange={again} />
              ))}
            </ul>
          )
        }
      </Shown>
    </>
  );
}

function AlarmCard({ alarm, onChange }: { alarm: Alarm; onChange: () => void }) {
  const { name, description, state, reason, since, history } = alarm;
  const { isBusy, failure, run } = useAction();
  const set = (StateValue: string): void =>
    run(async () => {
      await aws("monitoring", "SetAlarmState", { AlarmName: name, StateValue, StateReason: "Set in the console" });
      onChange();
    });
  const other = state === "ALARM" ? "OK" : "ALARM";
  return (
    <li class="panel">
      <div class="heading">
        <h2 class="row">
          {name} <span class={`badge ${tones[state] ?? ""}`}>{state}</span>
        </h2>
        <button type="button" class="quiet small" disabled={isBusy} onClick={() => set(other)}>
          Set to {other}
          <span class="visually-hidden"> {name}</span>
        </button>
      </div>
      {description && <p>{description}</p>}
      <p class="hint">
        since <time>{momentOf(since * 1000)}</time>: {reason}
      </p>
      {failure && <FailureNote failure={failure} />}
      {history.length > 0 && (
        <details>
          <summary>History</summary>
          <ol class="history">
            {history.map(({ time, summary }, index) => (
              <li key={index}>
                <time>{momentOf(time * 1000)}</time> {summary}
              </li>
            ))}
          </ol>
        </details>
      )}
    </li>
  );
}
