const day = { type: "string", description: "YYYY-MM-DD, in UTC" } as const;
const instant = { type: "string", description: "RFC 3339" } as const;
const number = { type: "number" } as const;
const whole = { type: "integer" } as const;

/** What `GET /stats` answers; without any metric there are no dates. */
export const statsAnswer = {
  title: "Stats",
  type: "object",
  properties: {
    days: whole,
    firstDate: day,
    lastDate: day,
    metrics: whole,
    measurements: whole,
    byType: {
      type: "object",
      additionalProperties: {
        type: "object",
        properties: { days: whole, measurements: whole },
        required: ["days", "measurements"],
      },
    },
    updatedAt: instant,
  },
  required: ["days", "metrics", "measurements", "byType"],
} as const;

/** A day's metric of one type; of no measurements there is no least, greatest, mean or percentile. */
export const metricAnswer = {
  title: "Metric",
  type: "object",
  properties: {
    type: { type: "string" },
    date: day,
    count: { ...whole, description: "Measurements" },
    min: number,
    max: number,
    mean: number,
    p95: { ...number, description: "The nearest-rank percentile" },
    perHour: {
      type: "array",
      description: "The 24 hours of UTC; one without measurements has no mean",
      items: {
        type: "object",
        properties: { hour: whole, count: whole, mean: number },
        required: ["hour", "count"],
      },
    },
    topPlaces: {
      type: "array",
      description: "The ten places with the greatest totals",
      items: {
        type: "object",
        properties: { place: { type: "string" }, total: number },
        required: ["place", "total"],
      },
    },
    rejectedLines: { ...whole, description: "Lines that did not parse or are of another day" },
    updatedAt: instant,
  },
  required: ["type", "date", "count", "perHour", "topPlaces", "rejectedLines", "updatedAt"],
} as const;

/** What `GET /metrics/{date}` answers. */
export const metricsAnswer = {
  title: "Metrics",
  type: "object",
  properties: { date: day, metrics: { type: "array", items: metricAnswer } },
  required: ["date", "metrics"],
} as const;

/** What `GET /report/{date}` answers. */
export const reportAnswer = {
  title: "Report",
  type: "object",
  properties: {
    date: day,
    types: {
      type: "array",
      items: {
        type: "object",
        properties: {
          type: { type: "string" },
          count: whole,
          mean: number,
          dayBefore: { ...number, description: "By how many per cent the mean differs from the day before's" },
          weekBefore: { ...number, description: "The same of the same day a week before" },
          anomaly: {
            type: "boolean",
            description: "Whether the mean differs by more than 50 % from that of the seven days before",
          },
        },
        required: ["type", "count", "anomaly"],
      },
    },
    generatedAt: instant,
  },
  required: ["date", "types", "generatedAt"],
} as const;
