import { invalidParameter } from "./errors";
import { comparePositions, type Position, type StoredEvent } from "./store/events";

/** What one page holds at most (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html). */
const limits = { bytes: 1_048_576 } as const;
const digits = 28;

/** The id of an event: 56 digits that sort as the events do. */
export const eventIdOf = ({ timestamp, sequence }: Position): string =>
  String(timestamp).padStart(digits, "0") + String(sequence).padStart(digits, "0");

/** Where a page begins: after a position, or before it. */
export interface Start {
  direction: "forward" | "backward";
  position: Position;
}

export const textOf = ({ direction, position }: Start): string => `${direction[0]}/${eventIdOf(position)}`;

/** @throws AwsError for a token that is none */
export function startOf(token: string): Start {
  const [, letter, timestamp, sequence] = /^([fb])\/(\d{28})(\d{28})$/.exec(token) ?? [];
  if (letter === undefined) throw invalidParameter("The specified nextToken is invalid.");
  const position = { timestamp: Number(timestamp), sequence: Number(sequence) };
  return { direction: letter === "f" ? "forward" : "backward", position };
}

/** Events from a start on, in its direction; from either end where there is none. */
export function* eventsFrom(
  events: StoredEvent[],
  direction: Start["direction"],
  start?: Start,
): Generator<StoredEvent> {
  if (direction === "forward") {
    for (const event of events) if (!start || comparePositions(event, start.position) > 0) yield event;
    return;
  }
  for (const event of events.toReversed()) if (!start || comparePositions(event, start.position) < 0) yield event;
}

/** The first events, as many as fit into one answer; one more than fits tells that there are more. */
export function pageOf(events: Iterable<StoredEvent>, limit: number): { page: StoredEvent[]; isLast: boolean } {
  const page: StoredEvent[] = [];
  let bytes = 0;
  for (const event of events) {
    bytes += Buffer.byteLength(event.message);
    if (page.length >= limit || (page.length > 0 && bytes > limits.bytes)) return { page, isLast: false };
    page.push(event);
  }
  return { page, isLast: true };
}
