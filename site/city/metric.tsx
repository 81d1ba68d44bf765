import { useFormats, useText } from "../shell/language";
import { HourChart } from "./chart";
import type { Metric } from "./day";
import { Figure } from "./totals";

/** A metric closer: its figures, its hours, and the places with the greatest totals. */
export function MetricPanel({ metric }: { metric: Metric }) {
  const { city } = useText();
  const { number } = useFormats();
  const { type, date, count, mean, min, max, p95, perHour, rejectedLines } = metric;
  const shown = (value: number | undefined): string => (value === undefined ? "–" : number(value));
  return (
    <section class="panel metric" aria-label={type}>
      <dl class="figures">
        <Figure name={city.count} value={number(count)} />
        <Figure name={city.mean} value={shown(mean)} />
        <Figure name={city.min} value={shown(min)} />
        <Figure name={city.max} value={shown(max)} />
        <Figure name={city.p95} value={shown(p95)} />
      </dl>
      {rejectedLines > 0 && <p class="detail">{city.rejectedLines(rejectedLines)}</p>}
      <div class="beside">
        <figure>
          <figcaption>{city.perHour}</figcaption>
          <HourChart perHour={perHour} label={city.perHourOf(type, date)} />
          <details>
            <summary>{city.asTable}</summary>
            <HourTable perHour={perHour} />
          </details>
        </figure>
        <Places metric={metric} />
      </div>
    </section>
  );
}

function HourTable({ perHour }: Pick<Metric, "perHour">) {
  const { city } = useText();
  const { number } = useFormats();
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{city.hour}</th>
          <th scope="col">{city.mean}</th>
          <th scope="col">{city.count}</th>
        </tr>
      </thead>
      <tbody>
        {perHour.map(({ hour, mean, count }) => (
          <tr key={hour}>
            <th scope="row">{hour}</th>
            <td>{mean === undefined ? "–" : number(mean)}</td>
            <td>{number(count)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Bars as long as the totals, each with its number: they need no chart. */
function Places({ metric: { topPlaces } }: { metric: Metric }) {
  const { city } = useText();
  const { number } = useFormats();
  const greatest = Math.max(...topPlaces.map(({ total }) => total), Number.MIN_VALUE);
  return (
    <div class="places">
      <h3>{city.places}</h3>
      <ol>
        {topPlaces.map(({ place, total }) => (
          <li key={place}>
            <span class="place">{place}</span>
            <span class="total">{number(total)}</span>
            <span class="extent" aria-hidden="true" style={{ width: `${(100 * Math.max(total, 0)) / greatest}%` }} />
          </li>
        ))}
      </ol>
    </div>
  );
}
