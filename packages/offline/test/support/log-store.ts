import type { LogStore } from "../../src/services/logs/store/store";
import type { LogGroup } from "../../src/services/logs/store/group";
import { LazyEntry, LogLine } from "../../src/protocol/log-entries";

/** A group of a store, made where there is none. */
export const groupOf = (store: LogStore): LogGroup =>
  store.find("group") ?? store.create({ name: "group", logGroupClass: "STANDARD" });

const streamOf = (group: LogGroup) => group.stream("s") ?? group.createStream("s");

/** Logs lines of a function. */
export function say(store: LogStore, now: number, ...messages: string[]): void {
  const group = groupOf(store);
  const stream = streamOf(group);
  for (const message of messages) group.add(stream, new LogLine(now, message), "application", now);
}

/** Logs what Lambda says of so many invocations; `made` is called when one of them is read. */
export function report(store: LogStore, now: number, count: number, made: () => void = () => undefined): void {
  const group = groupOf(store);
  const stream = streamOf(group);
  for (let at = 0; at < count; at++) {
    const make = () => {
      made();
      return [new LogLine(now, `START ${at}`), new LogLine(now, `REPORT ${at}`)];
    };
    group.add(stream, new LazyEntry(now, now, make), "platform", now);
  }
}

/** The messages of the group, in order. */
export const messagesOf = (store: LogStore): string[] =>
  groupOf(store)
    .events()
    .map(({ message }) => message);
