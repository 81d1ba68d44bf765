import { LogLine } from "../../protocol/log-entries";
import { objects, type Properties } from "../../graph/graph";
import { AwsError, notImplemented } from "../../protocol/service";
import { invalidParameter } from "./errors";
import { findGroup, findStream } from "./find";
import { groupNameOf, streamNameOf } from "./input";
import type { LogStore } from "./store/store";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html */
const limits = {
  batchBytes: 1_048_576,
  bytesPerEvent: 26,
  batchEvents: 10_000,
  pastMilliseconds: 14 * 86_400_000,
  futureMilliseconds: 2 * 3_600_000,
  spanMilliseconds: 86_400_000,
} as const;

const logGroupClasses = ["STANDARD", "INFREQUENT_ACCESS", "DELIVERY"];

const alreadyExists = (what: string): AwsError =>
  new AwsError("ResourceAlreadyExistsException", `The specified log ${what} already exists`);

/** `CreateLogGroup`. */
export function createLogGroup(store: LogStore, input: Properties): void {
  const name = groupNameOf(input);
  const unserved = ["kmsKeyId", "tags"].find((member) => input[member] !== undefined);
  if (unserved) throw notImplemented("logs", `CreateLogGroup with ${unserved}`);
  const { logGroupClass = "STANDARD" } = input;
  if (name.startsWith("aws/")) throw invalidParameter("Log groups starting with aws/ are reserved for AWS.");
  if (typeof logGroupClass !== "string" || !logGroupClasses.includes(logGroupClass)) {
    throw invalidParameter(`logGroupClass must be one of ${logGroupClasses.join(", ")}`);
  }
  if (store.find(name)) throw alreadyExists("group");
  store.create({ name, logGroupClass });
}

/** `CreateLogStream`. */
export function createLogStream(store: LogStore, input: Properties): void {
  const [group, name] = [findGroup(store, groupNameOf(input)), streamNameOf(input)];
  if (group.stream(name)) throw alreadyExists("stream");
  group.createStream(name);
}

interface InputEvent {
  timestamp: number;
  message: string;
}

/** `PutLogEvents`: what is too old or too new is left out, and the answer says where that begins and ends. */
export function putLogEvents(store: LogStore, input: Properties, now: number): object {
  const group = findGroup(store, groupNameOf(input));
  const stream = findStream(group, streamNameOf(input));
  const events = eventsOf(input);
  const retained = now - (group.settings.retentionInDays ?? Infinity) * 86_400_000;
  const isTooOld = ({ timestamp }: InputEvent) => timestamp < now - limits.pastMilliseconds;
  const isExpired = ({ timestamp }: InputEvent) => timestamp < retained;
  const isTooNew = ({ timestamp }: InputEvent) => timestamp > now + limits.futureMilliseconds;
  const valid = events.filter((event) => !isTooOld(event) && !isExpired(event) && !isTooNew(event));
  const [first, last] = [valid[0], valid.at(-1)];
  if (first && last && last.timestamp - first.timestamp > limits.spanMilliseconds) {
    throw invalidParameter("The batch of log events in a single PutLogEvents request cannot span more than 24 hours.");
  }
  for (const event of valid) group.add(stream, new LogLine(event.timestamp, event.message), "application", now);
  if (valid.length === events.length) return {};
  const tooNew = events.findIndex(isTooNew);
  const [tooOld, expired] = [events.findLastIndex(isTooOld) + 1, events.findLastIndex(isExpired) + 1];
  return {
    rejectedLogEventsInfo: {
      ...(tooNew >= 0 && { tooNewLogEventStartIndex: tooNew }),
      ...(tooOld > 0 && { tooOldLogEventEndIndex: tooOld }),
      ...(expired > 0 && { expiredLogEventEndIndex: expired }),
    },
  };
}

function eventsOf(input: Properties): InputEvent[] {
  const events = objects(input, "logEvents").map(({ timestamp, message }): InputEvent => {
    if (
      typeof timestamp === "number" &&
      Number.isInteger(timestamp) &&
      timestamp >= 0 &&
      typeof message === "string" &&
      message !== ""
    )
      return { timestamp, message };
    throw invalidParameter("each of logEvents has a timestamp in milliseconds and a message of at least one character");
  });
  if (events.length === 0 || events.length > limits.batchEvents) {
    throw invalidParameter(`logEvents takes 1 to ${limits.batchEvents} events`);
  }
  if (events.some(({ timestamp }, index) => timestamp < (events[index - 1]?.timestamp ?? 0))) {
    throw invalidParameter("Log events in a single PutLogEvents request must be in chronological order.");
  }
  const bytes = events.reduce((sum, { message }) => sum + Buffer.byteLength(message) + limits.bytesPerEvent, 0);
  if (bytes > limits.batchBytes) {
    throw invalidParameter(`Upload too large: ${bytes} bytes exceeds limit of ${limits.batchBytes}`);
  }
  return events;
}
