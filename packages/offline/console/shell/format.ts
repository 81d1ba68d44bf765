const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const moment = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });

/** A time of today, with milliseconds. */
export const timeOf = (milliseconds: number): string =>
  `${clock.format(milliseconds)}.${String(Math.floor(milliseconds % 1000)).padStart(3, "0")}`;

/** A day and a time. */
export const momentOf = (time: number | string): string => moment.format(new Date(time));

/** How long something took. */
export function durationOf(milliseconds: number): string {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(2)} s`;
  return `${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)} ms`;
}

/** How much something is. */
export function bytesOf(count: number): string {
  if (count < 1024) return `${count} B`;
  return count < 1024 ** 2 ? `${(count / 1024).toFixed(1)} KB` : `${(count / 1024 ** 2).toFixed(1)} MB`;
}

/** JSON as people read it; a text that is none as it is. */
export function prettyOf(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

/** What stands last in an ARN: the name of what it is of. */
export const nameInArn = (arn: string): string => arn.split(":").slice(5).join(":") || arn;
