import { aggregation, type Figures, type Measurement } from "./aggregation";
import { fieldsOf, readLines, unusable } from "./csv";
import { instantOf, isDay } from "../kit/dates";

/** The first line of every file. */
export const columns = "timestamp,place,value";

const isHeader = (line: string): boolean => fieldsOf(line)?.length === 3 && fieldsOf(line)?.join() === columns;

/** The most that a file may weigh, in bytes. */
export const maximumFileSize = 50 * 1024 * 1024;

/** The types of measurements, as paths name them. */
export const typePattern = "^[a-z][a-z0-9-]{0,31}$";

/** What a file is about. */
export interface Day {
  type: string;
  /** YYYY-MM-DD, in UTC. */
  date: string;
}

/** What the file of a key is about: `measurements/{type}/{date}.csv`; undefined for any other key. */
export const dayOf = (key: string): Day | undefined => {
  const [, type = "", date = ""] = /^measurements\/([^/]+)\/([^/]+)\.csv$/.exec(key) ?? [];
  return new RegExp(typePattern).test(type) && isDay(date) ? { type, date } : undefined;
};

/** The key of the file of a day. */
export const keyOfDay = ({ type, date }: Day): string => `measurements/${type}/${date}.csv`;

/** A decimal number; JavaScript's own would take an empty text, spaces and hexadecimal. */
const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** What a place's name may be long, and a value great: sums of them stay exact to what is stored. */
const limits = { place: 100, value: 1e9 };

/** Lengths count code points; a text has at most as many as it has code units, which are counted already. */
const isTooLong = (place: string): boolean => place.length > limits.place && [...place].length > limits.place;

/** Parses lines of one day's file; undefined for a line that does not parse or is of another day. */
export const lineParser = (date: string) => {
  // Most timestamps are of this form, and a call of another function of a closure costs as much as parsing a line.
  const inUtc = new RegExp(`^${date}T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?Z$`);
  const hourOf = (timestamp: string): number | undefined => {
    const hour = inUtc.exec(timestamp)?.[1];
    if (hour !== undefined) return Number(hour);
    const instant = instantOf(timestamp);
    return instant?.startsWith(date) ? Number(instant.slice(11, 13)) : undefined;
  };
  return (line: string): Measurement | undefined => {
    const fields = line.includes('"') ? fieldsOf(line) : line.split(",");
    if (fields?.length !== 3) return undefined;
    const [timestamp = "", place = "", text = ""] = fields;
    if (place === "" || isTooLong(place) || !decimal.test(text)) return undefined;
    const value = Number(text);
    const hour = hourOf(timestamp);
    return hour === undefined || Math.abs(value) > limits.value ? undefined : { hour, place, value };
  };
};

/**
 * Reads a day's file.
 *
 * @param pieces its content, as it comes
 * @param onRejected is given each line that does not parse or is of another day
 * @throws an `unusable` error (see csv.ts) for a file that is no such CSV at all. A file without a line is a day
 *   without measurements.
 */
export const readMeasurements = async (
  pieces: AsyncIterable<Uint8Array>,
  date: string,
  onRejected: (line: string) => void,
): Promise<Figures> => {
  const { add, figures } = aggregation();
  const parse = lineParser(date);
  let isFirst = true;
  await readLines(pieces, (line) => {
    if (isFirst) {
      if (!isHeader(line)) throw unusable(`its first line is not ${columns}`);
      isFirst = false;
      return;
    }
    const measurement = parse(line);
    if (measurement) add(measurement);
    else onRejected(line);
  });
  return figures();
};
