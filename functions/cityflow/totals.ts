/** What all metrics come to. */
export interface Totals {
  /** Days that have a metric. */
  days: number;
  firstDate?: string;
  lastDate?: string;
  /** Days and types that have a metric. */
  metrics: number;
  measurements: number;
  byType: Record<string, { days: number; measurements: number }>;
  updatedAt?: string;
}

/** Totals of nothing. */
export const noTotals: Totals = { days: 0, metrics: 0, measurements: 0, byType: {} };

/** How a metric comes or changes. */
export interface MetricChange {
  type: string;
  date: string;
  count: number;
  updatedAt: string;
  /** How many measurements it was of before; undefined for a new one. */
  countBefore: number | undefined;
  /** Whether no other type has a metric of this day. */
  isNewDay: boolean;
}

/** The totals after a metric has come or changed. */
export const totalsAfter = (totals: Totals, change: MetricChange): Totals => {
  const { type, date, count, updatedAt, countBefore, isNewDay } = change;
  const isNew = countBefore === undefined;
  const more = count - (countBefore ?? 0);
  const { firstDate = date, lastDate = date } = totals;
  // A type may be called as a property that every object inherits.
  const ofType = Object.entries(totals.byType).find(([name]) => name === type)?.[1] ?? { days: 0, measurements: 0 };
  return {
    days: totals.days + (isNewDay ? 1 : 0),
    firstDate: date < firstDate ? date : firstDate,
    lastDate: date > lastDate ? date : lastDate,
    metrics: totals.metrics + (isNew ? 1 : 0),
    measurements: totals.measurements + more,
    byType: {
      ...totals.byType,
      [type]: { days: ofType.days + (isNew ? 1 : 0), measurements: ofType.measurements + more },
    },
    updatedAt,
  };
};
