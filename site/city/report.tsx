import { useId } from "preact/hooks";
import { answered, useApi } from "../shell/api";
import { Empty, FailureNote, Skeleton } from "../shell/feedback";
import { useFormats, useText } from "../shell/language";
import { useRequest } from "../shell/request";
import { unlessMissing } from "./day";

/** A day's report: each type's mean, how it changed, and what is unusual. */
export function ReportPanel({ date }: { date: string }) {
  const { city } = useText();
  const { client } = useApi();
  const { number, change } = useFormats();
  const id = useId();
  const [report, reload] = useRequest(
    () =>
      unlessMissing(answered(client.GET("/report/{date}", { params: { path: { date } } })).then(({ data }) => data)),
    [client, date],
  );
  const percent = (value: number | undefined) =>
    value === undefined ? <span title={city.report.noValue}>–</span> : change(value);
  return (
    <section class="panel report" aria-labelledby={id}>
      <h2 id={id}>{city.report.title}</h2>
      {report.state === "failed" && <FailureNote failure={report.failure} onRetry={reload} />}
      {report.state === "loading" && !report.data && <Skeleton shape="block" />}
      {report.state === "ready" && !report.data && <Empty title={city.report.none} />}
      {report.data && (
        <div class="scrolling" tabIndex={0} role="region" aria-labelledby={id}>
          <table>
            <thead>
              <tr>
                <th scope="col">{city.type}</th>
                <th scope="col">{city.mean}</th>
                <th scope="col">{city.report.dayBefore}</th>
                <th scope="col">{city.report.weekBefore}</th>
                <th scope="col">{city.report.verdict}</th>
              </tr>
            </thead>
            <tbody>
              {report.data.types.map(({ type, mean, dayBefore, weekBefore, anomaly }) => (
                <tr key={type}>
                  <th scope="row">{type}</th>
                  <td>{mean === undefined ? "–" : number(mean)}</td>
                  <td>{percent(dayBefore)}</td>
                  <td>{percent(weekBefore)}</td>
                  <td>
                    <span class={anomaly ? "badge bad" : "badge good"}>
                      {anomaly ? city.report.anomaly : city.report.usual}
                    </span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
