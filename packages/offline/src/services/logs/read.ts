import { optionalText, type Properties, texts } from "../../graph/graph";
import { invalidParameter } from "./errors";
import { compilePattern } from "./filter";
import { findGroup, findStream } from "./find";
import { groupReadBy, numberOf, prefixOf, streamNameOf, timeOf, tokenOf } from "./input";
import { eventIdOf, eventsFrom, pageOf, type Start, startOf, textOf } from "./page";
import type { Position, StoredEvent } from "./store/events";
import type { LogStore } from "./store/store";

/** Sequences begin at 1. */
const origin: Position = { timestamp: 0, sequence: 0 };

const limitOf = (input: Properties): number => numberOf(input, "limit", 1, 10_000) ?? 10_000;

const givenStart = (input: Properties): Start | undefined => {
  const token = tokenOf(input);
  return token === undefined ? undefined : startOf(token);
};

/** `GetLogEvents`: one stream, from either end, and on from there in either direction. */
export function getLogEvents(store: LogStore, input: Properties): object {
  const group = findGroup(store, groupReadBy(input));
  const { name } = findStream(group, streamNameOf(input));
  const [from = 0, to = Infinity] = [timeOf(input, "startTime"), timeOf(input, "endTime")];
  const events = group
    .events()
    .filter(({ logStreamName, timestamp }) => logStreamName === name && timestamp >= from && timestamp < to);
  const start = givenStart(input);
  const direction = start?.direction ?? (input.startFromHead === true ? "forward" : "backward");
  const { page } = pageOf(eventsFrom(events, direction, start), limitOf(input));
  if (direction === "backward") page.reverse();
  return {
    events: page.map(({ timestamp, message, ingestionTime }) => ({ timestamp, message, ingestionTime })),
    nextForwardToken: textOf({ direction: "forward", position: page.at(-1) ?? positionBeside(start, "forward") }),
    nextBackwardToken: textOf({ direction: "backward", position: page[0] ?? positionBeside(start, "backward") }),
  };
}

/**
 * Where to go on from an empty page: in its own direction at the same place; in the other one so that the event at its
 * start comes again.
 */
function positionBeside(start: Start | undefined, direction: Start["direction"]): Position {
  if (!start) return origin;
  const { timestamp, sequence } = start.position;
  if (start.direction === direction) return { timestamp, sequence };
  return { timestamp, sequence: direction === "forward" ? Math.max(0, sequence - 1) : sequence + 1 };
}

/** `FilterLogEvents`: all streams of a group or some, by time. */
export function filterLogEvents(store: LogStore, input: Properties): object {
  const group = findGroup(store, groupReadBy(input));
  const isWanted = streamFilter(input);
  for (const name of texts(input, "logStreamNames")) findStream(group, name);
  const [from = 0, to = Infinity] = [timeOf(input, "startTime"), timeOf(input, "endTime")];
  const matches = compilePattern(optionalText(input, "filterPattern") ?? "");
  const events = group
    .events()
    .filter(({ logStreamName, timestamp }) => timestamp >= from && timestamp <= to && isWanted(logStreamName));
  const start = givenStart(input);
  const direction = start?.direction ?? (input.startFromHead === false ? "backward" : "forward");
  const found = matching(eventsFrom(events, direction, start), matches);
  const { page, isLast } = pageOf(found, limitOf(input));
  const last = isLast ? undefined : page.at(-1);
  return {
    events: page.map((event) => {
      const { logStreamName, timestamp, message, ingestionTime } = event;
      return { logStreamName, timestamp, message, ingestionTime, eventId: eventIdOf(event) };
    }),
    searchedLogStreams: [],
    ...(last && { nextToken: textOf({ direction, position: last }) }),
  };
}

function streamFilter(input: Properties): (name: string) => boolean {
  const names = input.logStreamNames === undefined ? undefined : new Set(texts(input, "logStreamNames"));
  const prefix = prefixOf(input, "logStreamNamePrefix");
  if (names && prefix !== undefined) {
    throw invalidParameter("Only one of logStreamNames and logStreamNamePrefix can be given.");
  }
  if (names && (names.size === 0 || names.size > 100)) throw invalidParameter("logStreamNames takes 1 to 100 names.");
  return names ? (name) => names.has(name) : (name) => name.startsWith(prefix ?? "");
}

function* matching(events: Iterable<StoredEvent>, matches: (message: string) => boolean): Generator<StoredEvent> {
  for (const event of events) if (matches(event.message)) yield event;
}
