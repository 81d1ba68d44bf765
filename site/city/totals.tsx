import type { Schemas } from "../../client";
import { Empty } from "../shell/feedback";
import { useFormats, useText } from "../shell/language";

/** What has come in altogether. */
export function Totals({ stats }: { stats: Schemas["Stats"] }) {
  const { city } = useText();
  const { number, shortMoment } = useFormats();
  const { days, measurements, byType, updatedAt } = stats;
  if (days === 0) return <Empty title={city.empty} hint={city.emptyHint} />;
  return (
    <dl class="figures">
      <Figure name={city.totals.days} value={number(days)} />
      <Figure name={city.totals.measurements} value={number(measurements)} />
      <Figure name={city.totals.types} value={number(Object.keys(byType).length)} />
      {updatedAt && <Figure name={city.totals.updated} value={shortMoment(updatedAt)} />}
    </dl>
  );
}

/** A figure with its name. */
export const Figure = ({ name, value }: { name: string; value: string }) => (
  <div class="figure">
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
);
