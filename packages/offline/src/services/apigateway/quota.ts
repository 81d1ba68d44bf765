import { UserError } from "../../errors";
import type { DataFolder } from "../../storage/data-folder";
import { object, optionalNumber, optionalText, type Properties } from "../../graph/graph";
import { isRecord, membersOf } from "../../is-record";

/** How many requests an API key may send in a period. */
export interface Quota {
  limit: number;
  /** `DAY`, `WEEK` or `MONTH`. */
  period: string;
  /** Days by which a period starts later: a week then on another day than Sunday, a month on another than its first. */
  offset: number;
}

/** The quota of a usage plan, if it has one. */
export function quotaOf(plan: Properties): Quota | undefined {
  const settings = object(plan, "quotaSettings");
  const limit = optionalNumber(settings, "limit");
  if (limit === undefined) return undefined;
  const period = optionalText(settings, "period") ?? "MONTH";
  return { limit, period, offset: optionalNumber(settings, "offset") ?? 0 };
}

const dayMilliseconds = 24 * 60 * 60 * 1000;

/**
 * The period that an instant is in, in milliseconds since 1970. Periods are UTC's. The offset is the day that a period
 * starts on, as CloudFormation's reference says and the provider's own check implies (0 to 6 in a week, to 27 in a month)
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apigateway-usageplan-quotasettings.html).
 */
export function periodOf({ period, offset }: Quota, now: number): { start: number; end: number } {
  const shifted = new Date(now - offset * dayMilliseconds);
  const [year, month, day] = [shifted.getUTCFullYear(), shifted.getUTCMonth(), shifted.getUTCDate()];
  const at = (months: number, date: number): number => Date.UTC(year, month + months, date + offset);
  switch (period) {
    case "DAY":
      return { start: at(0, day), end: at(0, day + 1) };
    case "WEEK":
      return { start: at(0, day - shifted.getUTCDay()), end: at(0, day - shifted.getUTCDay() + 7) };
    default:
      return { start: at(0, 1), end: at(1, 1) };
  }
}

/** The file's name in the data folder. */
const fileName = "quotas";

/** What is on disk of a meter. */
interface Count {
  /** Start of the period that was counted, in milliseconds since 1970. */
  period: number;
  /** Requests that may have been used. */
  used: number;
}

/**
 * The meters of all API keys, and what the data folder keeps of them. Requests are written down a block ahead of their
 * use: a host that is killed has counted up to a block too many, a thousandth of the quota, and never one too few.
 */
export class Quotas {
  private readonly counts: Map<string, Count>;
  private readonly meters: Meter[] = [];

  /** @throws UserError if what is stored is damaged, and not to be repaired */
  constructor(private readonly data: Pick<DataFolder, "load" | "save">) {
    this.counts = new Map(Object.entries(data.load(fileName, isCounts) ?? {}));
  }

  /** @param name tells the meter from all others, in every run */
  meter(name: string, quota: Quota): Meter {
    const write = (count: Count) => {
      // Requests wait for this; what a power failure takes are a few requests too few.
      this.data.save(fileName, { ...Object.fromEntries(this.counts), [name]: count }, "either");
      this.counts.set(name, count);
    };
    const meter = new Meter(quota, this.counts.get(name), write);
    this.meters.push(meter);
    return meter;
  }

  /** Writes down exactly what was used. A disk that refuses keeps what was written ahead, as after a kill. */
  close(): void {
    try {
      for (const meter of this.meters) meter.close();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
  }
}

const isCounts = (value: unknown): value is Record<string, Count> =>
  isRecord(value) && Object.values(value).every(isCount);

const isCount = (value: unknown): value is Count => {
  const { period, used } = membersOf(value);
  return typeof period === "number" && typeof used === "number";
};

const maximumBlock = 10_000;

/** Counts what one API key uses of its quota. */
export class Meter {
  private used = 0;
  /** What is written down as used. */
  private reserved = 0;
  private start = 0;
  private end = 0;

  constructor(
    private readonly quota: Quota,
    private stored: Count | undefined,
    private readonly write: (count: Count) => void,
  ) {}

  /** Counts a request. Returns whether the quota had room for it; if not, it does not count. */
  take(now: number): boolean {
    if (now < this.start || now >= this.end) this.begin(now);
    if (this.used >= this.quota.limit) return false;
    if (this.used >= this.reserved) this.reserve();
    this.used++;
    return true;
  }

  close(): void {
    if (this.used < this.reserved) this.write({ period: this.start, used: this.used });
    this.reserved = this.used;
  }

  /** Starts the period of an instant, which may be the one that an earlier run counted in. */
  private begin(now: number): void {
    ({ start: this.start, end: this.end } = periodOf(this.quota, now));
    this.used = this.reserved = this.stored?.period === this.start ? this.stored.used : 0;
    this.stored = undefined;
  }

  private reserve(): void {
    const { limit } = this.quota;
    const block = Math.min(maximumBlock, Math.ceil(limit / 1000));
    const reserved = Math.min(limit, this.used + block);
    this.write({ period: this.start, used: reserved });
    this.reserved = reserved;
  }
}
