import { useEffect, useId } from "preact/hooks";
import type { Schemas } from "../../client";
import type { Place } from "../pages/city";
import { answered, Failure, useApi } from "../shell/api";
import { Empty, FailureNote, Field, Skeleton } from "../shell/feedback";
import { useFormats, useText } from "../shell/language";
import { useRequest } from "../shell/request";
import { MetricPanel } from "./metric";
import { ReportPanel } from "./report";

export type Metric = Schemas["Metric"];

/** Undefined for what is not there (yet), which is no failure. */
export async function unlessMissing<Data>(asked: Promise<Data>): Promise<Data | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Failure && error.status === 404) return undefined;
    throw error;
  }
}

/** The day before or after another one. */
function neighbour(date: string, days: number): string {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + days);
  const text = day.toISOString();
  // Years of five digits begin with a sign.
  return text.startsWith("+") || text.startsWith("-") ? date : text.slice(0, 10);
}

/** A day: its metrics type by type, and its report. */
export function Day(props: { place: Place; onPlace: (place: Place) => void; onSettled: () => void }) {
  const { place, onPlace, onSettled } = props;
  const { date } = place;
  const text = useText();
  const { client } = useApi();
  const params = { path: { date } };
  const [metrics, reload] = useRequest(
    () => unlessMissing(answered(client.GET("/metrics/{date}", { params })).then(({ data }) => data.metrics)),
    [client, date],
  );
  useEffect(() => {
    if (metrics.state !== "loading") onSettled();
  }, [metrics.state]);
  // What is shown while another day is asked for is still that of the day before.
  const shown = metrics.data ?? [];
  const metric = shown.find(({ type }) => type === place.type) ?? shown[0];
  return (
    <>
      <DayChoice date={date} onDate={(chosen) => onPlace({ ...place, date: chosen })} />
      {metrics.state === "failed" && <FailureNote failure={metrics.failure} onRetry={reload} />}
      {metrics.state === "loading" && !metrics.data && <Skeleton shape="card" />}
      {metrics.state === "ready" && shown.length === 0 && <Empty title={text.city.noMetrics} />}
      {metric && (
        <>
          <Types metrics={shown} current={metric.type} onType={(type) => onPlace({ ...place, type })} />
          <MetricPanel metric={metric} />
          <ReportPanel date={date} />
        </>
      )}
    </>
  );
}

function DayChoice({ date, onDate }: { date: string; onDate: (date: string) => void }) {
  const text = useText();
  const { day } = useFormats();
  const id = useId();
  const isDay = (value: string): boolean => /^\d{4}-\d\d-\d\d$/.test(value);
  return (
    <div class="day">
      <button type="button" class="quiet" aria-label={text.city.before} onClick={() => onDate(neighbour(date, -1))}>
        ←
      </button>
      <Field id={id} label={text.city.day}>
        <input
          id={id}
          type="date"
          value={date}
          onChange={({ currentTarget: { value } }) => isDay(value) && onDate(value)}
        />
      </Field>
      <button type="button" class="quiet" aria-label={text.city.after} onClick={() => onDate(neighbour(date, 1))}>
        →
      </button>
      <h2 aria-live="polite">{day(date)}</h2>
    </div>
  );
}

/** The types side by side, each with its mean; one is looked at closer. */
function Types(props: { metrics: Metric[]; current: string; onType: (type: string) => void }) {
  const { metrics, current, onType } = props;
  const text = useText();
  const { number } = useFormats();
  return (
    <div class="types" role="group" aria-label={text.city.byType}>
      {metrics.map(({ type, mean, count }) => (
        <button key={type} type="button" aria-pressed={type === current} onClick={() => onType(type)}>
          <strong>{type}</strong>
          <span>
            {text.city.mean} {mean === undefined ? "–" : number(mean)} · {number(count)}
          </span>
        </button>
      ))}
    </div>
  );
}
