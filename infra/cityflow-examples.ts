/** A day of bicycles, as it is answered. */
export const metric = {
  type: "bikes",
  date: "2025-11-03",
  count: 2400,
  min: 0,
  max: 118,
  mean: 21.4,
  p95: 74,
  perHour: Array.from({ length: 24 }, (_, hour) => ({ hour, count: 100, mean: hour === 0 ? 3.1 : 22.2 })),
  topPlaces: [{ place: "Rivoli", total: 9120 }],
  rejectedLines: 2,
  updatedAt: "2025-11-04T00:12:31.000Z",
};

/** What a week of three types comes to. */
export const stats = {
  days: 7,
  firstDate: "2025-10-28",
  lastDate: metric.date,
  metrics: 21,
  measurements: 50_400,
  byType: { bikes: { days: 7, measurements: 16_800 } },
  updatedAt: metric.updatedAt,
};

/** The report of a day with twice the bicycles. */
export const report = {
  date: metric.date,
  types: [{ type: "bikes", count: metric.count, mean: metric.mean, dayBefore: 104.2, weekBefore: 3.5, anomaly: true }],
  generatedAt: "2025-11-04T01:00:02.000Z",
};
