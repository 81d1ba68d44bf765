const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** How points of some age are kept. */
export interface Tier {
  /** How long a point's time is, in milliseconds. */
  readonly step: number;
  /** How old a point becomes in it, in milliseconds. */
  readonly keeps: number;
  /** The tier, by its number, that older points go into; undefined where they are dropped. */
  readonly next?: number;
}

/**
 * CloudWatch keeps seconds for 3 hours, minutes for 15 days, 5 minutes for 63 and hours for 15 months
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#metrics-retention). A machine
 * at a desk is asked for less: minutes for 3 days, so that Monday shows Friday, and 5 minutes for 15 days: as long as
 * ListMetrics knows a metric, and a day more. Values that are older than 3 hours, when nobody debugs with them any more,
 * are kept to a tenth each: it is values that take the memory.
 */
export const tiers: readonly Tier[] = [
  { step: second, keeps: 3 * hour, next: 2 },
  { step: minute, keeps: 3 * hour, next: 2 },
  { step: minute, keeps: 3 * day, next: 3 },
  { step: 5 * minute, keeps: 15 * day },
];

/** Seconds that a point of a metric is for: those of high resolution are kept by the second. */
export type StorageResolution = 1 | 60;

/** The number of the tier that points are written into. */
export const tierOf = (resolution: StorageResolution): number => (resolution === 1 ? 0 : 1);
