import { createHash } from "node:crypto";

/** One file of measurements, as the data bucket takes it. */
export interface SampleFile {
  type: string;
  /** YYYY-MM-DD. */
  date: string;
  key: string;
  csv: string;
  /** How many measurements it holds. */
  count: number;
}

/** What a type's sensors say at an hour of a day, and how much of it is chance. */
interface Kind {
  places: readonly string[];
  /** From 1 for an ordinary sensor; `rank` is the sensor's place among its kind. */
  level: (hour: number, date: Date, rank: number) => number;
  /** Share of the level that is chance. */
  noise: number;
  digits: number;
}

const minutes = [0, 15, 30, 45];
const saturday = 6;
const isWeekend = (date: Date): boolean => date.getUTCDay() % saturday === 0;
const isTuesday = (date: Date): boolean => date.getUTCDay() === 2;

/** A bump of the day around an hour. */
const around = (hour: number, peak: number, width: number): number => Math.exp(-(((hour - peak) / width) ** 2));

const commuters = (hour: number, date: Date): number =>
  isWeekend(date)
    ? 0.1 + 0.9 * around(hour, 15, 4)
    : 0.1 + 1.2 * around(hour, 8, 1.5) + 1.3 * around(hour, 18, 2) + 0.5 * around(hour, 13, 3);

const dayOfYear = (date: Date): number => (date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000;

/** The three types: bicycles and vehicles in a quarter of an hour, and degrees Celsius. */
const kinds: Record<string, Kind> = {
  bikes: {
    places: ["Rivoli", "Bastille", "République", "Nation", "Châtelet", "Sébastopol", "Vincennes", "Pigalle"],
    // On Tuesdays the metro is on strike, so that reports have something to find.
    level: (hour, date, rank) => (60 / (rank + 1)) * commuters(hour, date) * (isTuesday(date) ? 2.2 : 1),
    noise: 0.3,
    digits: 0,
  },
  traffic: {
    places: ["Porte d'Italie", "Porte Maillot", "Quai de Bercy", "Boulevard Ney", "Pont de l'Alma", "Place d'Iéna"],
    level: (hour, date, rank) => (300 / (rank + 2)) * (0.2 + commuters(hour, date)),
    noise: 0.2,
    digits: 0,
  },
  weather: {
    places: ["Montsouris", "Longchamp", "Le Bourget", "Orly"],
    level: (hour, date, rank) =>
      14 -
      5 * Math.cos((2 * Math.PI * (dayOfYear(date) - 20)) / 365) +
      3 * Math.cos((Math.PI * (hour - 15)) / 12) -
      rank / 4,
    noise: 0.05,
    digits: 1,
  },
};

/** The types of measurements that there are samples of. */
export const sampleTypes = Object.keys(kinds);

/** Chance that is the same on every run for one seed (mulberry32): numbers from 0 to 1. */
function chance(seed: string): () => number {
  let state = createHash("sha256").update(seed).digest().readUInt32LE();
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A day's file of one type, made up; the same on every run. Every place says that it is a sample. */
export function sampleFile(type: string, date: string): SampleFile {
  const kind = kinds[type];
  if (!kind) throw new Error(`no samples of ${type}: there are ${sampleTypes.join(", ")}`);
  const day = new Date(`${date}T00:00:00Z`);
  const random = chance(`${type} ${date}`);
  const lines = Array.from({ length: 24 }, (_, hour) => hour).flatMap((hour) =>
    minutes.flatMap((minute) =>
      kind.places.map((place, rank) => {
        const value = kind.level(hour + minute / 60, day, rank) * (1 + kind.noise * (2 * random() - 1));
        const time = `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}:00Z`;
        return `${date}T${time},${place} (sample),${value.toFixed(kind.digits)}`;
      }),
    ),
  );
  const csv = `${["timestamp,place,value", ...lines].join("\n")}\n`;
  return { type, date, key: `measurements/${type}/${date}.csv`, csv, count: lines.length };
}

/** The days that ended last before a moment, oldest first. */
export const lastDays = (count: number, now: Date): string[] =>
  Array.from({ length: count }, (_, index) =>
    new Date(now.getTime() - (count - index) * 86_400_000).toISOString().slice(0, 10),
  );
