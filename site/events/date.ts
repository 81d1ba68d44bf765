const two = (value: number): string => String(value).padStart(2, "0");

/** An instant as `<input type="datetime-local">` takes it: where the reader is, to the minute. */
export function localDate(instant: string): string {
  const date = new Date(instant);
  const year = String(date.getFullYear()).padStart(4, "0");
  return `${year}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/**
 * What such an input holds, as an instant with the reader's offset at that time. An hour that clocks leap over is the one
 * after it; what is no date stays as it is.
 */
export function sentDate(local: string): string {
  const date = new Date(local);
  if (Number.isNaN(date.getTime())) return local;
  const offset = -date.getTimezoneOffset();
  const instant = date.toISOString();
  // Before there were time zones, offsets had seconds, which RFC 3339 knows nothing of.
  if (offset === 0 || !Number.isInteger(offset)) return instant;
  const minutes = Math.abs(offset);
  return `${localDate(instant)}:00${offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
