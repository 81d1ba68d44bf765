/** RFC 3339's date-time: date, time of day, fraction of a second, offset. */
const dateTime =
  /^(\d{4}-\d\d-\d\d)[Tt]((?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60))(?:\.(\d+))?(?:[Zz]|([+-])([01]\d|2[0-3]):([0-5]\d))$/;

/**
 * The instant of an RFC 3339 date-time, in a form whose alphabetical order is the order of time whatever the offsets:
 * UTC to the second, then the fraction without closing zeros. A leap second is the second after it, which JavaScript
 * knows; one is inserted at the end of a month in UTC (RFC 3339, 5.7), and no other is a date-time.
 *
 * @returns undefined for what is no date-time, no day of the calendar, or an instant outside the years 0000 to 9999
 */
export const instantOf = (text: string): string | undefined => {
  const [, day, time, fraction = "", sign, hours = "0", minutes = "0"] = dateTime.exec(text) ?? [];
  const isLeap = time?.endsWith("60");
  const local = Date.parse(`${day}T${isLeap ? time?.replace(/60$/, "59") : time}Z`);
  // Date takes 30 February for 2 March: a real day comes back as it was.
  if (Number.isNaN(local) || !new Date(local).toISOString().startsWith(`${day}T`)) return undefined;
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000;
  const utc = (sign === "-" ? local + offset : local - offset) + (isLeap ? 1000 : 0);
  const instant = new Date(utc).toISOString();
  if (isLeap && !/-01T00:00:00/.test(instant)) return undefined;
  return /^\d{4}-/.test(instant) ? `${instant.slice(0, 20)}${fraction.replace(/0+$/, "")}` : undefined;
};

/** Whether a text is a day of the calendar, as YYYY-MM-DD. */
export const isDay = (text: string): boolean => instantOf(`${text}T00:00:00Z`) !== undefined;

/** The day so many days before another. */
export const daysBefore = (day: string, count: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) - count * 86_400_000).toISOString().slice(0, 10);
